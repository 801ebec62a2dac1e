import type { Brand } from '../brand/brand.ts';
import { type Found, type LintRule, type LintSubject, linkPattern, matchesOf } from './lint-rule.ts';

/** Hosts that hide where a link leads. */
const shorteners = [
  'bit.ly',
  'tinyurl.com',
  'goo.gl',
  'ow.ly',
  'is.gd',
  'buff.ly',
  'rebrand.ly',
  'cutt.ly',
  't.ly',
  'lnkd.in',
];

type Link = { url: string; start?: number; end?: number };

export const linkRules: readonly LintRule[] = [
  {
    id: 'L14/link-host',
    severity: 'error',
    find: (subject, brand) =>
      linksOf(subject).flatMap(({ url, ...place }): Found[] => {
        const host = hostOf(url);
        if (host === undefined) return [{ message: `'${url}' is no address`, ...place }];
        if (shorteners.includes(host)) return [{ message: `${host} hides where the link leads`, ...place }];
        if (allowedHosts(brand).some((one) => host === one || host.endsWith(`.${one}`))) return [];
        return [{ message: `${host} is not among the brand's hosts (links.hosts)`, ...place }];
      }),
  },
  {
    id: 'L15/link-insecure',
    severity: 'error',
    find: (subject) =>
      linksOf(subject)
        .filter(({ url }) => url.startsWith('http://'))
        .map(({ url, start, end }) => ({
          message: `${url} is not encrypted`,
          ...(start === undefined || end === undefined
            ? {}
            : { start, end, edits: [{ start, end: start + 'http:'.length, text: 'https:' }] }),
        })),
  },
  {
    id: 'L16/link-untraced',
    severity: 'error',
    find: (subject, brand) => {
      const { utm, target } = brand.links;
      if (utm === undefined) return [];
      return linksOf(subject)
        .filter(({ url }) => hostOf(url) === hostOf(target) && hostOf(url) !== undefined)
        .flatMap(({ url, start, end }): Found[] => {
          const traced = new URL(url);
          const marks = { utm_source: subject.platform, utm_medium: utm.medium, utm_campaign: utm.campaign };
          const wrong = Object.entries(marks).filter(
            ([name, value]) => traced.searchParams.get(name) !== value,
          );
          if (wrong.length === 0) return [];
          for (const [name, value] of wrong) traced.searchParams.set(name, value);
          const message = `expected ${wrong.map(([name, value]) => `${name}=${value}`).join(', ')} in the link`;
          if (start === undefined || end === undefined) return [{ message }];
          return [{ message, start, end, edits: [{ start, end, text: traced.href }] }];
        });
    },
  },
  {
    id: 'L17/link-place',
    severity: 'error',
    find: (subject, brand) => {
      const inText = matchesOf(subject.text, linkPattern);
      if (subject.platform === 'instagram') {
        return inText.map(({ start, end }) => ({
          message: `nobody can follow a link in an Instagram ${subject.role === 'first_comment' ? 'comment' : 'caption'}`,
          start,
          end,
          edits: [{ start, end, text: brand.links.profileWords }],
        }));
      }
      return inText.slice(1).map(({ start, end }) => ({
        message: `${inText.length} links in one post, at most 1`,
        start,
        end,
      }));
    },
  },
];

function linksOf({ text, link }: LintSubject): Link[] {
  const inText = matchesOf(text, linkPattern).map(({ start, end, found }) => ({ url: found, start, end }));
  return link === undefined ? inText : [...inText, { url: link }];
}

function allowedHosts(brand: Brand): string[] {
  return [hostOf(brand.links.target), ...brand.links.hosts].flatMap((host) => host ?? []);
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, '') : undefined;
}
