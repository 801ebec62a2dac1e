import { expect, test } from 'vitest';
import { applyTextFixes, checkText, checkTexts, lintRules, ruleSetOf } from '../src/lint/check-text.ts';
import type { LintSubject } from '../src/lint/lint-rule.ts';
import { readingGrade } from '../src/lint/reading-grade.ts';
import { calendarOf, kiln, loam } from './read-fixtures.ts';

const traced = (content = 'a'): string =>
  `https://kiln.example/start?utm_source=x&utm_medium=social&utm_campaign=opening-day&utm_content=${content}`;
const picture = { recipe: 'library', sha256: 'a'.repeat(64), altText: 'A bowl on a wheel.' } as const;

/** A text that has nothing against it on each platform, to plant violations in. */
const clean: Record<LintSubject['platform'], LintSubject> = {
  instagram: {
    platform: 'instagram',
    text: 'A seat came free.\n\nKiln gave it to the next in line.\n\n#pottery #clay',
    media: [picture],
    disclosure: { aiGenerated: false, paidPartnership: false },
  },
  facebook: {
    platform: 'facebook',
    text: 'A seat came free.\n\nKiln gave it to the next in line.',
    media: [],
    disclosure: { aiGenerated: false, paidPartnership: false },
  },
  x: {
    platform: 'x',
    text: `A seat came free. Kiln gave it away.\n${traced()}`,
    media: [],
    disclosure: { aiGenerated: false, paidPartnership: false },
  },
};

const longWords =
  'Notwithstanding considerable organisational difficulties, administratively experienced establishments unquestionably accomplish extraordinarily sophisticated collaborative scheduling responsibilities throughout innumerable unpredictable circumstances and uncomfortable consequences everywhere';

type Plant = {
  rule: string;
  on?: LintSubject['platform'];
  say?: string;
  change?: Partial<LintSubject>;
  brand?: typeof kiln;
};
const required = {
  ...kiln,
  words: { ...kiln.words, required: [{ anyOf: ['Kiln'], on: ['facebook' as const] }] },
};
const paid = { aiGenerated: false, paidPartnership: true };

/** Seeded violations: what is said after the clean text, or changed in it, and the rule that has to find it. */
const corpus: Plant[] = [
  ...['Our clients wait.', 'This solution waits.', 'Ask our users.', 'It simply waits.'].map((say) => ({
    rule: 'L1/banned-word',
    say,
  })),
  { rule: 'L2/required-word', change: { text: 'A seat came free.' }, brand: required },
  { rule: 'L2/required-word', change: { text: 'A kilned seat came free.' }, brand: required },
  ...[
    'It saves time.',
    'It brings more bookings.',
    'The best diary there is.',
    'We are number one.',
    'It is guaranteed.',
    'Bookings rose by 40%.',
    'It is 3 times as quick.',
    'Trusted by 500 studios.',
    'It saves you 3 hours.',
    'Risk-free for you.',
    'An award-winning diary.',
    'The only app that knows clay.',
  ].map((say) => ({ rule: 'L3/unproven-claim', say })),
  ...['It waits!', 'It waits!!!', 'Really?!'].map((say) => ({ rule: 'L4/exclamation', say })),
  ...['It is FREE today.', 'DO NOT wait.'].map((say) => ({ rule: 'L5/shouting', say })),
  ...[
    'A revolutionary list.',
    'A game-changing shelf.',
    'Unleash your wheel.',
    'It works seamlessly.',
    'A world-class kiln.',
    'Act now.',
    'Take it to the next level.',
  ].map((say) => ({ rule: 'L6/hype', say })),
  { rule: 'L7/reading-level', change: { text: longWords } },
  ...[
    'Hey guys, look.',
    'We lack manpower.',
    'A crazy week.',
    'It is on the blacklist.',
    'Clay for dummies.',
  ].map((say) => ({
    rule: 'L8/inclusive-language',
    say,
  })),
  ...['Look \u{1F600}', 'Hot \u{1F525}\u{1F525}', 'A \u{1F469}\u200D\u{1F3A8} at work.'].map((say) => ({
    rule: 'L9/emoji',
    say,
  })),
  ...['Sponsored by a friend.', 'In partnership with a mill.', 'A gift #ad'].map((say) => ({
    rule: 'L10/disclosure',
    say,
  })),
  { rule: 'L10/disclosure', change: { disclosure: paid } },
  { rule: 'L11/hashtag-count', on: 'instagram', say: '#a1 #b2 #c3 #d4 #e5' },
  { rule: 'L11/hashtag-count', on: 'x', say: '#a1 #b2 #c3 #d4' },
  { rule: 'L12/hashtag-form', on: 'instagram', say: '#pottery' },
  { rule: 'L12/hashtag-form', say: 'In #2026 we begin.' },
  { rule: 'L12/hashtag-form', say: 'See #wheel-throwing today.' },
  { rule: 'L13/mention-count', on: 'x', say: '@anna @berta @carla' },
  { rule: 'L13/mention-count', say: 'With @anna.one and @berta.two and @carla.three' },
  { rule: 'L14/link-host', say: 'See https://bit.ly/3abc' },
  { rule: 'L14/link-host', say: 'See https://other.example/page' },
  { rule: 'L14/link-host', change: { link: 'https://other.example/page' } },
  { rule: 'L15/link-insecure', say: 'See http://kiln.example/start' },
  { rule: 'L16/link-untraced', say: 'See https://kiln.example/start' },
  { rule: 'L16/link-untraced', say: 'See https://kiln.example/start?utm_source=facebook' },
  { rule: 'L16/link-untraced', change: { link: 'https://kiln.example/start' } },
  { rule: 'L17/link-place', on: 'instagram', say: `See ${traced()}` },
  { rule: 'L17/link-place', on: 'x', say: traced('b') },
  { rule: 'L18/too-long', on: 'x', say: 'Clay on the apron. '.repeat(14) },
  { rule: 'L18/too-long', on: 'instagram', say: 'Clay on the apron. '.repeat(130) },
  { rule: 'L19/platform-count', on: 'x', say: 'From $CLAY to $MUD.' },
  {
    rule: 'L19/platform-count',
    on: 'instagram',
    say: Array.from({ length: 30 }, (_, n) => `#tag${n}x`).join(' '),
  },
  { rule: 'L20/left-over', say: 'Hello {{ about.name }}.' },
  { rule: 'L20/left-over', say: 'Lorem ipsum dolor.' },
  { rule: 'L20/left-over', say: 'Dear [name], come in.' },
  { rule: 'L20/left-over', say: 'The date is TBD.' },
  { rule: 'L21/misread-letters', say: 'It\u00e2\u20ac\u2122s here.' },
  { rule: 'L21/misread-letters', say: 'The caf\u00c3\u00a9 is open.' },
  { rule: 'L22/doubled-word', say: 'It is on the the shelf.' },
  { rule: 'L22/doubled-word', say: 'Come come in and look.' },
  { rule: 'L23/no-picture', on: 'instagram', change: { media: [] } },
  { rule: 'L24/picture-count', on: 'x', change: { media: Array.from({ length: 5 }, () => picture) } },
  { rule: 'L25/no-alt-text', change: { media: [{ ...picture, altText: ' ' }] } },
];

/** Texts that look like violations and are none. */
const innocent: Plant[] = [
  'A solute is no clay.',
  'Twelve studios use it.',
  'The best-before date is on the bag.'.replace('The best', 'A best'),
  'The first pot leaned to the left.',
  'Bring 3 towels and 2 aprons.',
  'Is it free? It is.',
  'Ask for the FAQ or the PDF.',
  'The guysers of Iceland.',
  'An umbrella stand, a vase, a lamp.',
  'That that is, is.',
  'Our number is on the door.',
  'A 30% grog clay is coarse.'.replace('30%', 'coarse'),
  'The lamest excuse is rain.',
  'She proved it at the wheel.',
  'The kiln reaches 1,240 degrees.',
  'Six people came late.',
  'Unleashed dogs stay outside.',
].map((say) => ({ rule: '', say }));

const subjectOf = ({ on = 'facebook', say, change }: Plant): LintSubject => {
  const base = clean[on];
  return { ...base, ...(say === undefined ? {} : { text: `${base.text}\n\n${say}` }), ...change };
};
const foundIn = (plant: Plant): string[] => [
  ...new Set(checkText(plant.brand ?? kiln, subjectOf(plant)).map(({ rule }) => rule)),
];

test('the clean texts have no finding', () => {
  for (const subject of Object.values(clean)) expect(checkText(kiln, subject)).toEqual([]);
});

test.each(lintRules.map(({ id }) => id))('[%s] finds what is planted for it', (rule) => {
  const plants = corpus.filter((plant) => plant.rule === rule);
  expect(plants.length).toBeGreaterThan(0);
  for (const plant of plants) expect(foundIn(plant), plant.say ?? rule).toContain(rule);
});

/** Findings that a planted text rightly has besides the one it was planted for. */
const alsoTrue: Record<string, readonly string[]> = {
  'L10/disclosure': ['L11/hashtag-count'],
  'L15/link-insecure': ['L16/link-untraced'],
  'L17/link-place': ['L16/link-untraced', 'L18/too-long'],
  'L19/platform-count': ['L5/shouting', 'L11/hashtag-count'],
  'L20/left-over': ['L5/shouting'],
  'L14/link-host': [],
};

test('precision and recall over the corpus are above 0.95', () => {
  const monthTexts = [kiln, loam].flatMap((brand) =>
    calendarOf(brand, { days: 10 }).items.flatMap(({ platform, disclosure, variants }) =>
      variants.map((variant) =>
        checkText(brand, { ...variant, platform, disclosure }).map(({ rule }) => rule),
      ),
    ),
  );
  let hits = 0;
  let misses = 0;
  let falseAlarms = 0;
  const alarms: string[] = [];
  for (const plant of corpus) {
    const found = foundIn(plant);
    if (found.includes(plant.rule)) hits += 1;
    else misses += 1;
    const others = found.filter(
      (rule) => rule !== plant.rule && !(alsoTrue[plant.rule] ?? []).includes(rule),
    );
    falseAlarms += others.length;
    alarms.push(...others.map((rule) => `${rule} in '${plant.say}'`));
  }
  for (const plant of innocent) {
    const found = foundIn(plant);
    falseAlarms += found.length;
    alarms.push(...found.map((rule) => `${rule} in '${plant.say}'`));
  }
  for (const found of monthTexts) falseAlarms += found.length;
  const precision = hits / (hits + falseAlarms);
  const recall = hits / (hits + misses);
  console.log(
    `${corpus.length} planted, ${innocent.length + monthTexts.length} innocent: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}${alarms.length === 0 ? '' : `; ${alarms.join('; ')}`}`,
  );
  expect(precision).toBeGreaterThanOrEqual(0.95);
  expect(recall).toBeGreaterThanOrEqual(0.95);
});

test('[L26] fixes put right what they are of, and nothing else changes', () => {
  const fixable = corpus.filter((plant) =>
    checkText(plant.brand ?? kiln, subjectOf(plant)).some(
      ({ rule, edits }) => rule === plant.rule && edits !== undefined,
    ),
  );
  expect(fixable.length).toBeGreaterThan(20);
  for (const plant of fixable) {
    const subject = subjectOf(plant);
    const text = applyTextFixes(subject.text, checkText(kiln, subject));
    const again = { ...subject, text: applyTextFixes(text, checkText(kiln, { ...subject, text })) };
    const left = checkText(kiln, again).filter(
      ({ rule, edits }) => rule === plant.rule && edits !== undefined,
    );
    expect(left, again.text).toEqual([]);
    expect(again.text).toContain('A seat came free.');
  }
});

test('[L27] a finding points at the words it is about', () => {
  const subject = subjectOf({ rule: '', say: 'Our Clients wait.' });
  const [found] = checkText(kiln, subject);
  expect(subject.text.slice(found!.start, found!.end)).toBe('Clients');
  expect(found!.edits).toEqual([{ start: found!.start, end: found!.end, text: 'Guests' }]);
});

test('[L27] a finding in a thread or a first comment points at the words of that text', () => {
  const thread = ['The next one.', 'Our Clients wait.'];
  const found = checkTexts(kiln, { ...clean.x, thread });
  expect(found.map(({ rule, part }) => [rule, part])).toEqual([['L1/banned-word', 2]]);
  expect(thread[1]!.slice(found[0]!.start, found[0]!.end)).toBe('Clients');
  const tags = Array.from({ length: 12 }, (_, n) => `#clay${n}x`).join(' ');
  expect(checkTexts(kiln, { ...clean.instagram, firstComment: tags })).toEqual([]);
  const linked = checkTexts(kiln, { ...clean.instagram, firstComment: kiln.links.target });
  expect(linked.every(({ part }) => part === 1)).toBe(true);
  expect(linked.map(({ message }) => message)).toContain('nobody can follow a link in an Instagram comment');
});

test('[L2] a required word may stand in any text of the post, and is asked for once', () => {
  const words = { ...kiln.words, required: [{ on: ['x' as const], anyOf: ['celadon'] }] };
  const brand = { ...kiln, words };
  const told = checkTexts(brand, { ...clean.x, thread: ['The next one.'] });
  expect(told.map(({ rule, part }) => [rule, part])).toEqual([['L2/required-word', 0]]);
  expect(checkTexts(brand, { ...clean.x, thread: ['In celadon.'] })).toEqual([]);
});

test('[L28] the rule set is another when the rules of the brand are', () => {
  expect(ruleSetOf(kiln)).toBe(ruleSetOf(structuredClone(kiln)));
  const { perPost } = kiln.hashtags;
  const turned = Object.fromEntries(Object.entries(perPost).toReversed());
  expect(ruleSetOf({ ...kiln, hashtags: { ...kiln.hashtags, perPost: turned } })).toBe(ruleSetOf(kiln));
  const stricter = { ...kiln, words: { ...kiln.words, banned: [...kiln.words.banned, { word: 'mud' }] } };
  expect(ruleSetOf(stricter)).not.toBe(ruleSetOf(kiln));
  expect(ruleSetOf({ ...kiln, start: '2027-01-01' })).toBe(ruleSetOf(kiln));
});

test('[L29] the reading level follows the published formula', () => {
  // 24 words in 3 lines, 25 syllables: 0.39 * 8 + 11.8 * 25 / 24 - 15.59.
  const text =
    'The cat sat on the mat and ran off.\nThe dog saw it and sat on the red mat.\nThey all went home.';
  expect(readingGrade(text)).toBeCloseTo(0.39 * 8 + 11.8 * (24 / 24) - 15.59, 0);
  expect(readingGrade('Too short to say.')).toBeUndefined();
});
