import { Panel, queryFailure, request, useSay } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import type { HandOffPacket } from '../live/facts.ts';
import { mediumAddress } from '../post/medium-picture.tsx';

/** What a person needs to put a post out by hand, in the order of the platform's own form. */
export function HandOffPanel({ id }: { id: string }) {
  const address = `/api/publications/${encodeURIComponent(id)}/hand-off`;
  const packet = useQuery({
    queryKey: ['publication', id, 'hand-off'],
    queryFn: () => request<HandOffPacket>(address),
  });
  const failure = queryFailure(packet);
  let files = 0;
  return (
    <Panel
      title="By hand"
      actions={
        <a className="button" href={`${address}?as=page`} download>
          Download packet
        </a>
      }
    >
      {failure === undefined ? null : <p className="act-refused">{failure.message}</p>}
      <ol className="hand-off">
        {packet.data?.steps.map(({ what, paste, media }) => {
          const file = media === undefined ? undefined : packet.data.files[files++];
          return (
            <li key={what}>
              <p>{what}</p>
              {paste === undefined ? null : <Paste text={paste} />}
              {file === undefined ? null : (
                <a className="text-link" href={mediumAddress(file)} download>
                  Save the file
                </a>
              )}
              {media === undefined || media.altText === '' ? null : (
                <Paste text={media.altText} what="alternative text" />
              )}
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}

function Paste({ text, what = 'text' }: { text: string; what?: string }) {
  const say = useSay();
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => say({ text: `The ${what} is copied.` }),
      () =>
        say({ text: 'This browser does not let a page copy: select the text yourself.', isRefusal: true }),
    );
  return (
    <div className="paste">
      <pre>{text}</pre>
      <button type="button" className="quiet-button framed" onClick={() => void copy()}>
        Copy {what}
      </button>
    </div>
  );
}
