import { type Brand, brandSchema, parseBrand, ruleSetOf } from '@musterhub/rules';
import { findBrand, setBrand } from '@musterhub/store';
import { ApiError } from './api-error.ts';
import type { Hub } from './hub.ts';

export async function getBrand({ store }: Hub, id: string): Promise<Brand> {
  const row = await findBrand(store.database, id);
  if (row === undefined)
    throw new ApiError(
      'not_found',
      `There is no brand ${id} here; 'hub calendar load' and POST /api/brands bring one in.`,
    );
  return brandSchema.parse(row.profile);
}

/** Takes a brand file in; one with mistakes is refused with all of them. */
export async function keepBrand(hub: Hub, text: string): Promise<Brand> {
  const { value, diagnostics } = parseBrand(text);
  if (value === undefined) {
    const issues = diagnostics.map(({ line, column, message }) => ({ path: `${line}:${column}`, message }));
    throw new ApiError('malformed', `The brand has ${issues.length} mistakes: ${issues[0]?.message}`, {
      issues,
    });
  }
  await storeBrand(hub, value);
  return value;
}

export async function storeBrand({ store, now }: Hub, brand: Brand): Promise<void> {
  await setBrand(store, {
    id: brand.brand,
    name: brand.name,
    profile: brand,
    rulesVersion: ruleSetOf(brand),
    changedAt: now(),
  });
}
