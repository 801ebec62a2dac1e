import { Panel, request, useSay } from '@musterhq/page';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { use, useId, useState } from 'react';
import { MeContext, useMay, useWhyNot } from '../app/me.ts';
import type { AccountList, BrandList } from '../live/facts.ts';
import { platformName } from '../post/platform-mark.tsx';
import { accountsQuery } from './accounts-query.ts';

type Platform = AccountList['canConnect'][number];

/** The ways to an account: the platform's own page; of a sandbox, all accounts of a brand at once. */
export function ConnectPanel({ canConnect, isFirst }: { canConnect: readonly Platform[]; isFirst: boolean }) {
  const mayEdit = useMay('edit');
  const whyNot = useWhyNot('edit');
  const id = useId();
  const isPlayed = use(MeContext).fedBy === 'SANDBOX';
  const brands = useQuery({ queryKey: ['brands'], queryFn: () => request<BrandList>('/api/brands') });
  const [wanted, want] = useState<string | undefined>();
  const known = brands.data?.brands ?? [];
  const brand = wanted ?? known[0]?.id;
  const missing = (['instagram', 'facebook', 'x'] as const).filter(
    (platform) => !canConnect.includes(platform),
  );
  return (
    <Panel title="Connect an account" note={isFirst ? 'none is connected yet' : undefined}>
      <div className="panel-body connect">
        {mayEdit ? (
          <>
            {known.length === 0 ? (
              <p className="quiet">
                There is no brand yet: <code>npx hub calendar load FILE --brand FILE</code> brings one in.
              </p>
            ) : (
              <div className="connect-line">
                <label htmlFor={id}>For</label>
                <select
                  id={id}
                  className="field"
                  value={brand}
                  onChange={(event) => want(event.target.value)}
                >
                  {known.map(({ id: one, name }) => (
                    <option key={one} value={one}>
                      {name}
                    </option>
                  ))}
                </select>
                {canConnect.map((platform) => (
                  <ConnectButton key={platform} platform={platform} brand={brand} />
                ))}
                {isPlayed && brand !== undefined ? <SandboxButton brand={brand} isMain={isFirst} /> : null}
              </div>
            )}
            {missing.length === 0 ? null : (
              <p className="quiet">
                No app of yours is registered with {missing.map(platformName).join(', ')}; docs/hub.md says
                how to get one.
              </p>
            )}
          </>
        ) : (
          <p className="quiet">{whyNot}</p>
        )}
      </div>
    </Panel>
  );
}

/** Leads this browser to the platform, once; what was chosen there is on this page when it comes back. */
function ConnectButton({ platform, brand }: { platform: Platform; brand: string | undefined }) {
  const say = useSay();
  const connect = useMutation({
    mutationFn: () => request<{ link: string }>('/api/accounts/connect', { platform, brand }),
    onSuccess: ({ link }) => window.location.assign(link),
    onError: (error) => say({ text: error.message, isRefusal: true }),
  });
  return (
    <button type="button" className="button" disabled={connect.isPending} onClick={() => connect.mutate()}>
      Connect {platformName(platform)}
    </button>
  );
}

function SandboxButton({ brand, isMain }: { brand: string; isMain: boolean }) {
  const client = useQueryClient();
  const say = useSay();
  const connect = useMutation({
    mutationFn: () => request<{ connected: unknown[] }>('/api/accounts/connect-sandbox', { brand }),
    onSuccess: ({ connected }) => {
      say({
        text:
          connected.length === 0
            ? 'Every channel has its account already.'
            : connected.length === 1
              ? 'An account of the sandbox is connected.'
              : `${connected.length} accounts of the sandbox are connected.`,
      });
      return client.invalidateQueries({ queryKey: accountsQuery.queryKey });
    },
    onError: (error) => say({ text: error.message, isRefusal: true }),
  });
  return (
    <button
      type="button"
      className={isMain ? 'button main' : 'button'}
      disabled={connect.isPending}
      onClick={() => connect.mutate()}
    >
      {connect.isPending ? 'Connecting …' : 'Connect the sandbox’s accounts'}
    </button>
  );
}
