/** A button that takes a text file in. */
export function TextFileButton(props: {
  children: string;
  accept: string;
  isBusy: boolean;
  take: (text: string) => void;
}) {
  const { children, accept, isBusy, take } = props;
  return (
    <label className="button file-button" aria-disabled={isBusy}>
      {children}
      <input
        type="file"
        accept={accept}
        className="visually-hidden"
        disabled={isBusy}
        onChange={(event) => {
          const input = event.target;
          // The same file once more, mended meanwhile, is a change again.
          void input.files?.[0]?.text().then((text) => {
            input.value = '';
            take(text);
          });
        }}
      />
    </label>
  );
}
