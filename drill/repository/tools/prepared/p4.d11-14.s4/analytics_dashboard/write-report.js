import { readFile, writeFile } from 'node:fs/promises';
import { attribute, lastTouch, linear } from './attribute.js';
import { customersAtRisk } from './customers-at-risk.js';
import { forecast } from './forecast.js';

// What the week returned, what comes next, who may leave.

const folder = 'analytics_dashboard';
const { source, spendCents, orders } = JSON.parse(await readFile(`${folder}/orders.json`, 'utf8'));
const days = 7;
const daily = Array.from({ length: days }, (_, day) =>
  orders
    .filter(({ minute }) => Math.floor(minute / 1440) === day)
    .reduce((sum, { amountCents }) => sum + amountCents, 0),
);
const credit = { lastTouch: attribute(orders, lastTouch), linear: attribute(orders, linear) };
const report = {
  source,
  totalCents: orders.reduce((sum, { amountCents }) => sum + amountCents, 0),
  credit,
  returns: Object.fromEntries(
    Object.entries(spendCents).map(([platform, spent]) => [platform, returnOf(platform, spent)]),
  ),
  forecast: { threeDays: forecast(daily, 3), threeMonths: forecast(daily, 90) },
  customers: customersAtRisk(orders, days * 1440),
};
await writeFile(`${folder}/report.json`, `${JSON.stringify(report, null, 2)}\n`);
for (const [platform, { earnedCents, returned }] of Object.entries(report.returns)) {
  console.log(
    `${platform}: ${(earnedCents / 100).toFixed(2)} earned, ${returned} times what was spent (simulated)`,
  );
}
const { threeMonths } = report.forecast;
console.log(
  `three months ahead: ${threeMonths.kind === 'forecast' ? 'forecast written' : `${threeMonths.have} days are known, ${threeMonths.need} are needed`}`,
);

function returnOf(platform, spent) {
  const earnedCents = Object.entries(credit.linear)
    .filter(([post]) => post.split('-')[1] === platform)
    .reduce((sum, [, cents]) => sum + cents, 0);
  return { earnedCents, spentCents: spent, returned: Number((earnedCents / spent).toFixed(2)) };
}
