import { brandSchema, checkTexts } from '@musterhub/rules';
import { findBrand, getWholeItem, type Ledger, type Store } from '@musterhub/store';

/**
 * What the brand's rules have against a post that was approved under other ones, each once. While they are those of the approval that was asked
 * when it was given.
 */
export async function findViolations(
  store: Store,
  { publication, approval, rulesVersion }: Pick<Ledger, 'publication' | 'approval' | 'rulesVersion'>,
): Promise<string[]> {
  if (publication.state !== 'open' || approval === undefined || rulesVersion === undefined) return [];
  if (approval.rulesVersion === rulesVersion) return [];
  const { brand, plan, item } = await getWholeItem(store.database, publication.item);
  const row = (await findBrand(store.database, brand))!;
  const { media } = plan.variants[item.publishes === 'A' ? 0 : 1];
  const found = checkTexts(brandSchema.parse(row.profile), { ...publication.post, media });
  const errors = found.filter(({ severity }) => severity === 'error');
  return [...new Set(errors.map(({ rule, message }) => `${message} [${rule}]`))];
}
