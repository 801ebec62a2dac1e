import '../style/records.css';
import '../style/accounts.css';
import { queryFailure, request, ViewFrame } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import type { AlertView } from '../live/facts.ts';
import { AccountCard } from './account-card.tsx';
import { accountsQuery } from './accounts-query.ts';
import { ConnectPanel } from './connect-panel.tsx';

/** The accounts that the hub posts on: whether it may, how much is left, and what went wrong last. */
export function AccountsView() {
  const accounts = useQuery(accountsQuery);
  const alerts = useQuery({
    queryKey: ['alerts'],
    queryFn: () => request<{ alerts: AlertView[] }>('/api/alerts'),
  });
  const failure = queryFailure(accounts);
  if (failure !== undefined || accounts.data === undefined)
    return <ViewFrame title="Accounts" failure={failure} />;
  const { accounts: rows, channels, canConnect } = accounts.data;
  return (
    <ViewFrame title="Accounts">
      <ConnectPanel canConnect={canConnect} isFirst={rows.length === 0} />
      <div className="accounts">
        {rows.map((account) => (
          <AccountCard
            key={account.id}
            account={account}
            channels={channels.filter((channel) => channel.account === account.id)}
            alerts={(alerts.data?.alerts ?? []).filter(
              ({ subject }) => subject === account.id || account.credentials.some(({ id }) => id === subject),
            )}
          />
        ))}
      </div>
    </ViewFrame>
  );
}
