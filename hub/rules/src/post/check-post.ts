import type { Diagnostic } from '../diagnostic.ts';
import { factOf } from '../facts/platform-facts.ts';
import { formatError, formatWarning } from '../format-finding.ts';
import { checkMedia } from './check-media.ts';
import { findCashtags, findHashtags, findMentions } from './find-tags.ts';
import type { Place } from './find-urls.ts';
import { isWebAddress } from './is-web-address.ts';
import { mediaCount } from './media-demand.ts';
import type { Platform, Post } from './post.ts';
import { textsOf } from './texts-of.ts';
import { weightedLength } from './weighted-length.ts';

/** `part` is the text that it is about, by its place in `textsOf`; what is about the post as a whole or its media has none. */
export type PostFinding = Diagnostic & { part?: number };

/**
 * A post against the rules of its platform, all findings at once. An error would be refused by the platform; a warning is taken
 * and seen otherwise than meant. Lines and columns are places of their text; of media and fields they are 1.
 */
export function checkPost(post: Post): PostFinding[] {
  const count = mediaCount(post.platform, post.kind);
  if (count === undefined) {
    return [formatError('format/kind', `${post.platform} has no ${post.kind}`, `use ${otherKind(post)}`)];
  }
  return [
    ...checkCount(post, count),
    ...post.media.flatMap((media, index) => [
      ...checkMedia(post, media, index + 1),
      ...checkAltText(post.platform, media.type, media.altText, index + 1),
    ]),
    ...checkSameRatio(post),
    ...textChecks[post.platform](post),
    ...checkLink(post),
    ...checkFirstComment(post),
    ...checkDisclosure(post),
  ];
}

/** The nearest kind that the platform has. */
function otherKind({ platform, kind }: Post): string {
  if (platform === 'instagram') return kind === 'video' ? 'a reel' : 'a photo with a caption';
  if (platform === 'facebook') return 'a text, or one post for each part';
  return kind === 'reel' ? 'a video' : 'a photo';
}

function checkCount(
  { platform, kind, media }: Post,
  { min, max }: { min: number; max: number },
): Diagnostic[] {
  const most = kind === 'thread' && media.some(isMoving) ? factOf('x.videos_of_a_post') : max;
  if (media.length >= min && media.length <= most) return [];
  const wanted = min === most ? String(min) : `${min} to ${most}`;
  return [
    formatError(
      'format/media-count',
      `a ${kind} on ${platform} has ${wanted} pictures or videos, this one ${media.length}`,
    ),
  ];
}

const isMoving = ({ type, durationMs }: Post['media'][number]): boolean =>
  type.startsWith('video/') || durationMs !== undefined;

function checkAltText(platform: Platform, type: string, altText: string, place: number): Diagnostic[] {
  const limit = platform === 'x' ? factOf('x.alt_text_characters') : factOf('instagram.alt_text_characters');
  if (altText.length > limit) {
    const message = `the alternative text of picture ${place} has ${altText.length} characters, at most ${limit} are taken`;
    return [formatError('format/alt-text', message, 'shorten it')];
  }
  if (altText.trim() !== '' || type.startsWith('video/')) return [];
  return [formatWarning('format/alt-text', `picture ${place} has no alternative text`, 'say what it shows')];
}

/** Instagram crops every item of a carousel to the ratio of the first. */
function checkSameRatio({ platform, kind, media }: Post): Diagnostic[] {
  const first = media[0];
  if (platform !== 'instagram' || kind !== 'carousel' || first === undefined) return [];
  const wanted = first.width / first.height;
  return media.flatMap(({ width, height }, index) =>
    Math.abs(width / height / wanted - 1) > 0.01
      ? [
          formatWarning(
            'format/carousel-ratio',
            `item ${index + 1} is cropped to the ratio of the first`,
            'crop it yourself',
          ),
        ]
      : [],
  );
}

const textChecks: Record<Platform, (post: Post) => PostFinding[]> = {
  instagram: checkCaption,
  facebook: (post) =>
    isMuteStory(post)
      ? [muteStory(post)]
      : [
          ...inPart(0, checkCharacters(post.text, factOf('facebook.text_characters'))),
          ...checkNotEmpty(post),
          ...checkNoThread(post),
        ],
  x: checkTextsOfX,
};

function inPart(part: number, findings: readonly Diagnostic[]): PostFinding[] {
  return findings.map((finding) => ({ ...finding, part }));
}

function checkCaption(post: Post): PostFinding[] {
  const { text } = post;
  if (isMuteStory(post)) return [muteStory(post)];
  const hashtags = findHashtags(text);
  const mostHashtags = factOf('instagram.caption_hashtags');
  const advised = factOf('instagram.caption_hashtags_advised');
  const findings = checkCharacters(text, factOf('instagram.caption_characters'));
  if (hashtags.length > mostHashtags)
    findings.push(...tooMany(text, hashtags, mostHashtags, 'hashtags', 'error'));
  else if (hashtags.length > advised)
    findings.push(...tooMany(text, hashtags, advised, 'hashtags', 'warning'));
  const mentions = findMentions(text, 'instagram');
  const mostMentions = factOf('instagram.caption_mentions');
  if (mentions.length > mostMentions)
    findings.push(...tooMany(text, mentions, mostMentions, 'mentions', 'error'));
  return [...inPart(0, findings), ...checkNoThread(post)];
}

const isMuteStory = ({ kind, text }: Post): boolean => kind === 'story' && text.trim() !== '';
const muteStory = ({ platform }: Post): Diagnostic =>
  formatWarning(
    'format/story-text',
    `${platform} shows no text with a story`,
    'put the words into the picture',
  );

function checkTextsOfX(post: Post): PostFinding[] {
  const parts = [post.text, ...(post.thread ?? [])];
  const findings: PostFinding[] = [
    ...checkNotEmpty(post),
    ...parts.flatMap((text, index) => inPart(index, checkTextOfX(text, index, parts.length))),
  ];
  if (post.kind !== 'thread') return [...findings, ...checkNoThread(post)];
  if (parts.length < 2)
    findings.push(formatError('format/thread', 'a thread has at least two texts, this one 1', 'use a text'));
  parts.forEach((text, index) => {
    const earlier = parts.findIndex((other) => other.trim() === text.trim());
    if (earlier < index) {
      const message = `text ${index + 1} of the thread repeats text ${earlier + 1}: X refuses a duplicate`;
      findings.push({ ...formatError('format/duplicate', message, 'say something else'), part: index });
    }
  });
  return findings;
}

function checkTextOfX(text: string, index: number, parts: number): Diagnostic[] {
  const name = parts > 1 ? `text ${index + 1}` : 'the text';
  const { length, limit, lastValidIndex } = weightedLength(text);
  const findings: Diagnostic[] = [];
  if (length > limit) {
    const message = `${name} counts ${length} characters on X, at most ${limit} are taken`;
    findings.push({
      ...formatError('format/text-length', message, 'shorten it'),
      ...placeOf(text, lastValidIndex + 1),
    });
  }
  const noCharacter = /[\ufffe\ufeff\uffff]/.exec(text);
  if (noCharacter) {
    findings.push({
      ...formatError(
        'format/text-character',
        `${name} holds a code point that is no character`,
        'take it out',
      ),
      ...placeOf(text, noCharacter.index),
    });
  }
  if (index > 0 && text.trim() === '')
    findings.push(formatError('format/text-empty', `${name} is empty`, 'write it'));
  const cashtags = findCashtags(text);
  const most = factOf('x.cashtags');
  return cashtags.length > most
    ? [...findings, ...tooMany(text, cashtags, most, 'cashtags', 'error')]
    : findings;
}

function checkCharacters(text: string, limit: number): Diagnostic[] {
  if (text.length <= limit) return [];
  const message = `the text has ${text.length} characters, at most ${limit} are taken`;
  return [{ ...formatError('format/text-length', message, 'shorten it'), ...placeOf(text, limit) }];
}

function checkNotEmpty({ text, media, link }: Post): Diagnostic[] {
  if (text.trim() !== '' || media.length > 0 || link !== undefined) return [];
  return [formatError('format/text-empty', 'there is neither a text nor a picture', 'write it')];
}

function checkNoThread({ platform, kind, thread }: Post): Diagnostic[] {
  if (thread === undefined) return [];
  return [formatError('format/thread', `a ${kind} on ${platform} has no further texts`, 'use a thread on X')];
}

function checkLink({ platform, kind, link }: Post): Diagnostic[] {
  if (link === undefined) return [];
  if (platform !== 'facebook' || kind !== 'text') {
    return [
      formatError('format/link', `a ${kind} on ${platform} has no link of its own`, 'put it into the text'),
    ];
  }
  if (isWebAddress(link, { protocol: 'needed' })) return [];
  return [formatError('format/link', `${link} is not an address of the web`, 'begin it with https://')];
}

function checkFirstComment(post: Post): PostFinding[] {
  const { platform, kind, firstComment } = post;
  if (firstComment === undefined) return [];
  const part = textsOf(post).length - 1;
  if (platform === 'x' || kind === 'story') {
    return [
      {
        ...formatError(
          'format/first-comment',
          `a ${kind} on ${platform} takes no first comment`,
          platform === 'x' ? 'use a thread' : 'leave it out',
        ),
        part,
      },
    ];
  }
  const limit = factOf(`${platform}.comment_characters`);
  if (firstComment.trim() === '')
    return [{ ...formatError('format/first-comment', 'the first comment is empty', 'leave it out'), part }];
  if (firstComment.length <= limit) return [];
  const message = `the first comment has ${firstComment.length} characters, at most ${limit} are taken`;
  const place = placeOf(firstComment, limit);
  return [{ ...formatError('format/first-comment', message, 'shorten it'), ...place, part }];
}

/** X and Instagram have a field for it; on Facebook the text has to say it. */
function checkDisclosure({ platform, disclosure, media }: Post): Diagnostic[] {
  if (!disclosure.aiGenerated && media.some(({ madeWithAi }) => madeWithAi === true))
    return [
      formatError(
        'format/disclosure',
        'a picture or video of it is made with AI, and the post is not marked as such',
        'mark the post, or choose another picture',
      ),
    ];
  if (platform !== 'facebook' || !(disclosure.aiGenerated || disclosure.paidPartnership)) return [];
  const what = disclosure.paidPartnership ? 'a paid partnership' : 'made with AI';
  return [
    formatWarning(
      'format/disclosure',
      `Facebook has no field to disclose ${what} for a Page post`,
      'say it in the text',
    ),
  ];
}

function tooMany(
  text: string,
  places: readonly Place[],
  most: number,
  what: string,
  severity: Diagnostic['severity'],
): Diagnostic[] {
  const advice = severity === 'error' ? 'at most' : 'readers get to see';
  const message = `${places.length} ${what}, ${advice} ${most}`;
  return [
    {
      ...formatError(`format/${what}`, message, `leave ${places.length - most} out`),
      severity,
      ...placeOf(text, places[most]?.start ?? 0),
    },
  ];
}

function placeOf(text: string, index: number): Pick<Diagnostic, 'line' | 'column'> {
  const lines = text.slice(0, index).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
