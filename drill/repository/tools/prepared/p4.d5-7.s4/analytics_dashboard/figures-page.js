import { sumByVersion } from './count-events.js';

/** The page of figures. It says where they come from before it shows one, and a dash where there is nothing to divide. */
export function figuresPage({ source, figures }) {
  const rows = sumByVersion(figures.entries).map(
    ({ platform, variant, views, clicks, bookings }) =>
      `<tr><th>${platform} ${variant}</th>${[views, clicks, bookings, percent(clicks, views)].map((cell) => `<td>${cell}</td>`).join('')}</tr>`,
  );
  return `<!doctype html>
<meta charset="utf-8">
<title>Kiln: first figures</title>
<h1>First figures</h1>
<p>${source}</p>
<p>${figures.events} events, ${figures.repeats} reported again and not counted again.</p>
<table>
<tr><th>version</th><th>views</th><th>clicks</th><th>bookings</th><th>clicks of views</th></tr>
${rows.join('\n')}
</table>
`;
}

function percent(part, whole) {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
}
