import { z } from 'zod';

/** Where the dashboard listens, and by whom people are known there. Without it: loopback, and links or tokens of Muster's own. */
export const dashboardSchema = z
  .strictObject({
    /** Of this machine. Another one than loopback needs `proxy`: nothing here speaks TLS or asks for a password. */
    address: z.union([z.ipv4(), z.ipv6()]).default('127.0.0.1'),
    /** A free one when not named. */
    port: z.int().min(1).max(65_535).optional(),
    /** A reverse proxy in front that has people sign in. */
    proxy: z
      .strictObject({
        /** Under which people reach it, such as `https://muster.example.org`. */
        origin: z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin),
        /** The header in which the proxy, and nobody else, writes who asks. */
        userHeader: z
          .string()
          .regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'expected the name of a header such as X-Forwarded-User')
          .transform((name) => name.toLowerCase()),
        /** The addresses that the proxy comes from; the header of anybody else counts for nothing. */
        from: z.array(z.union([z.ipv4(), z.ipv6()])).min(1),
      })
      .optional(),
  })
  .refine(({ address, proxy }) => proxy !== undefined || isLoopback(address), {
    error: "expected 'proxy' beside an address that is not loopback: it says by whom people are known there",
    path: ['address'],
  });
export type DashboardConfiguration = z.infer<typeof dashboardSchema>;

const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1';
