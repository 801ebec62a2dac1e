import type { Desk, MeterVendor } from '@musterhq/desk';
import { isMetered } from '../turn-desk.ts';
import type { AcpOptions } from './acp-options.ts';
import type { AcpProfile } from './acp-profile.ts';

/** What the agent calls the server with the coordinator's tools; the hook and the permission answers know it by this name. */
const deskServer = 'muster';

type Payer = Pick<AcpProfile, 'vendor' | 'keyVariable'>;

/** What the desk is told of the meter: nothing, where there is none or the vendor's API is not known. */
export function meterOf(
  options: AcpOptions,
  profile: Payer,
): { meter?: { vendor: MeterVendor; upstream?: string } } {
  const { meter, endpoint } = options;
  const vendor = profile.vendor(options);
  if (!meter || !isMetered(vendor)) return {};
  return { meter: { vendor, ...(endpoint === undefined ? {} : { upstream: endpoint.url }) } };
}

/** The coordinator's own tools beside those that the person gives, and the meter before the model. */
export function withDesk<Options extends AcpOptions>(options: Options, profile: Payer, desk: Desk): Options {
  const own = { name: deskServer, url: desk.mcpUrl, headers: { Authorization: `Bearer ${desk.token}` } };
  const mcpServers = [own, ...options.mcpServers.filter(({ name }) => name !== deskServer)];
  const vendor = profile.vendor(options);
  if (!options.meter || !isMetered(vendor)) return { ...options, mcpServers };
  const keyVariable = options.endpoint?.keyVariable ?? profile.keyVariable;
  return { ...options, mcpServers, endpoint: { url: desk.meterUrl(vendor), keyVariable } };
}
