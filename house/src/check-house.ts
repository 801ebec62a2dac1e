import { checkDependencies } from './check-dependencies.ts';
import { checkDirection } from './check-direction.ts';
import { checkDoors } from './check-doors.ts';
import { checkDurableEngine } from './check-durable-engine.ts';
import { checkEnvironment } from './check-environment.ts';
import { checkNames } from './check-names.ts';
import { checkProducts } from './check-products.ts';
import { checkPurity } from './check-purity.ts';
import { checkRim } from './check-rim.ts';
import { checkSchemas } from './check-schemas.ts';
import { checkSeams } from './check-seams.ts';
import { checkSql } from './check-sql.ts';
import { checkText } from './check-text.ts';
import type { Finding, House } from './module.ts';

/** Every rule of the house over every module, in the order of files and lines. */
export function checkHouse(house: House): Finding[] {
  return [
    ...checkProducts(house),
    ...checkPurity(house),
    ...checkDurableEngine(house),
    ...checkSql(house),
    ...checkRim(house),
    ...checkEnvironment(house),
    ...checkSeams(house),
    ...checkSchemas(house),
    ...checkDirection(house),
    ...checkDoors(house),
    ...checkDependencies(house),
    ...checkNames(house),
    ...checkText(house),
  ].sort(
    (a, b) => a.file.localeCompare(b.file, 'en') || a.line - b.line || a.rule.localeCompare(b.rule, 'en'),
  );
}
