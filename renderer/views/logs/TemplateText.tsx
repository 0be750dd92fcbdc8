/** A template with its wildcards marked; the rest is text from hosts and stays text. */
export const TemplateText = ({ text }: { readonly text: string }) => (
  <p className="template mono">
    {text.split(/(<\*>)/).map((part, at) =>
      part === '<*>' ? (
        // oxlint-disable-next-line react/no-array-index-key -- parts of one fixed text
        <i key={at} className="wildcard">
          {part}
        </i>
      ) : (
        part
      ),
    )}
  </p>
)
