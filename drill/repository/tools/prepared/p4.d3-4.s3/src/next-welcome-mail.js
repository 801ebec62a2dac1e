const hour = 60;
const day = 24 * hour;

/** The welcome mails: what each waits for, in minutes since the sign-up, and what makes it needless. */
export const welcomeMails = [
  { id: 'hello', afterMinutes: 0, subject: 'Your studio is open on Kiln' },
  {
    id: 'first-class',
    afterMinutes: 1 * day,
    subject: 'Put your first class on the page',
    unless: 'class_created',
  },
  {
    id: 'first-booking',
    afterMinutes: 4 * day,
    subject: 'Tell your regulars where to book',
    unless: 'booked',
  },
];

/**
 * The mail that a studio is owed at `minute`, or undefined. `sent` holds the ids of mails that went out, `done` what
 * the studio has done; after 'unsubscribed' nothing is owed any more. Late is at most a day: then the mail is skipped.
 */
export function nextWelcomeMail({ signedUpAt, sent, done }, minute) {
  if (done.includes('unsubscribed')) return undefined;
  return welcomeMails.find(({ id, afterMinutes, unless }) => {
    const age = minute - signedUpAt - afterMinutes;
    return age >= 0 && age < day && !sent.includes(id) && !done.includes(unless);
  });
}
