import { Panel, request, useSay } from '@musterhq/page';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type DragEvent, type FormEvent, useId, useState } from 'react';
import { useMay, useWhyNot } from '../app/me.ts';
import { uploadFiles } from './upload-files.ts';

/** Brings files in, by hand or from an address; the hub judges them by their bytes and says what is wrong with which. */
export function UploadPanel() {
  const client = useQueryClient();
  const say = useSay();
  const mayEdit = useMay('edit');
  const whyNot = useWhyNot('edit');
  const id = useId();
  const [share, setShare] = useState(0);
  const [altText, write] = useState('');
  const [isOver, setOver] = useState(false);
  const added = ({ media }: { media: unknown[] }) => {
    write('');
    say({
      text: media.length === 1 ? 'One file is in the library.' : `${media.length} files are in the library.`,
    });
    return client.invalidateQueries({ queryKey: ['media'] });
  };
  const upload = useMutation({
    mutationFn: (files: readonly File[]) => uploadFiles(files, altText.trim(), setShare),
    onMutate: () => setShare(0),
    onSuccess: added,
  });
  const fetched = useMutation({
    mutationFn: (url: string) =>
      request<{ media: unknown[] }>('/api/media/fetch', { url, altText: altText.trim() }),
    onSuccess: added,
  });
  if (!mayEdit) return <p className="quiet">{whyNot}</p>;
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (event.dataTransfer.files.length > 0) upload.mutate([...event.dataTransfer.files]);
  };
  const onFetch = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    fetched.mutate(String(new FormData(event.currentTarget).get('url')));
  };
  const refusal = upload.error ?? fetched.error;
  return (
    <Panel title="Bring files in">
      <div className="panel-body upload">
        <div className="act-field">
          <label htmlFor={`${id}-alt`}>What they show, for those who do not see it</label>
          <input
            id={`${id}-alt`}
            className="field"
            value={altText}
            maxLength={1000}
            placeholder="Alternative text"
            onChange={(event) => write(event.target.value)}
          />
        </div>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut of the button within */}
        <div
          className="drop"
          data-over={isOver || undefined}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={onDrop}
        >
          <label className="button" htmlFor={`${id}-files`}>
            Choose files
          </label>
          <input
            id={`${id}-files`}
            className="visually-hidden"
            type="file"
            multiple
            accept="image/jpeg,image/png,image/gif,image/webp,video/mp4,video/quicktime"
            onChange={(event) => {
              const files = [...(event.target.files ?? [])];
              event.target.value = '';
              if (files.length > 0) upload.mutate(files);
            }}
          />
          <span className="quiet">or drop them here: pictures and videos, up to 200 MB each</span>
        </div>
        <form className="fetch-form" onSubmit={onFetch}>
          <label htmlFor={`${id}-url`} className="visually-hidden">
            Address of a picture
          </label>
          <input
            id={`${id}-url`}
            name="url"
            type="url"
            className="field"
            placeholder="https://… of a picture"
            required
          />
          <button type="submit" className="button" disabled={fetched.isPending}>
            {fetched.isPending ? 'Fetching …' : 'Fetch'}
          </button>
        </form>
        {upload.isPending ? (
          <p className="upload-progress" role="status">
            <progress value={share} max={1} aria-label="Sent" />
            <span className="figure">
              {share < 1 ? `${Math.round(share * 100)} % sent` : 'looking at the bytes …'}
            </span>
          </p>
        ) : null}
        {refusal === null ? null : (
          <p className="act-refused" role="alert">
            {refusal.message}
          </p>
        )}
      </div>
    </Panel>
  );
}
