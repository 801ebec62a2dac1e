import type { Action } from '@musterhq/page';
import type { WholePublication } from '../live/facts.ts';

const addressOf = (id: string, verb: string) => `/api/publications/${encodeURIComponent(id)}/${verb}`;

/** What a person may do with a publication as it stands; the hub refuses what came too late. */
export function publicationActions(publication: WholePublication): Action[] {
  const { id, item, contentHash, state, wish, post, canCorrect } = publication;
  const retry: Action = {
    ...{ path: addressOf(id, 'retry'), title: 'Take it up again', verb: 'Try again', fields: [], fixed: {} },
    detail: 'What may be out already is looked for first: nothing is sent twice.',
    done: 'It is taken up again.',
  };
  const reconcile: Action = {
    ...{
      path: addressOf(id, 'reconcile'),
      title: 'Ask the platform now',
      verb: 'Ask now',
      fields: [],
      fixed: {},
    },
    detail: 'Reads the account for the call whose answer was lost, before anything else.',
    done: 'The platform is being asked.',
  };
  const isOut: Action = {
    ...{ path: addressOf(id, 'settle'), title: 'It is out', verb: 'It is out', fixed: { isOut: true } },
    detail: 'You have seen the post on the account. From here on it counts as published.',
    fields: [
      { name: 'remoteId', label: 'Its id on the platform', kind: 'line' },
      { name: 'url', label: 'Its address', kind: 'line', isOptional: true, hint: 'https://…' },
      { name: 'why', label: 'How you know', kind: 'text', hint: 'Kept in the log beside your name.' },
    ],
    done: 'It counts as published.',
  };
  const isNotOut: Action = {
    ...{
      path: addressOf(id, 'settle'),
      title: 'It is not out',
      verb: 'It is not out',
      fixed: { isOut: false },
    },
    detail:
      'You have looked at the account and it is not there. It counts as failed, and may be tried again.',
    fields: [{ name: 'why', label: 'How you know', kind: 'text', hint: 'Kept in the log beside your name.' }],
    done: 'It counts as failed.',
  };
  const correct: Action = {
    ...{ path: addressOf(id, 'correct'), title: 'Correct the text', verb: 'Correct', fixed: {} },
    detail: 'Readers see the new text under the same address; the approval stays that of the first one.',
    fields: [{ name: 'text', label: 'Text', kind: 'text', initial: post.text }],
    done: 'It is being corrected.',
  };
  const remove: Action = {
    ...{ path: addressOf(id, 'remove'), title: 'Take the post down', verb: 'Take down', isGrave: true },
    detail: 'It goes from the account for good, with its figures and comments.',
    fields: [],
    fixed: {},
    done: 'It is being taken down.',
  };
  const sendBack: Action = {
    ...{
      path: `/api/items/${encodeURIComponent(item)}/send-back`,
      title: 'Do not publish it',
      verb: 'Send it back',
      fixed: { contentHash },
    },
    detail: 'It does not go out, and waits for nobody any more until it is edited.',
    fields: [
      {
        name: 'why',
        label: 'What is to change',
        kind: 'text',
        hint: 'Whoever writes it reads this on the item.',
      },
    ],
    done: 'It is sent back.',
  };
  switch (state) {
    case 'ambiguous':
      return [reconcile, isOut, isNotOut];
    case 'handed_off':
      return [isOut, isNotOut];
    case 'held':
    case 'failed':
    case 'skipped':
      return [retry, sendBack];
    case 'open':
      return [reconcile];
    case 'published':
      return wish === 'remove' ? [] : [...(canCorrect ? [correct] : []), remove];
    default:
      return [];
  }
}
