/** Reads a body as text. @param limit bytes @returns `undefined` if it is longer */
export async function readLimitedText(
  { body }: Pick<Request, 'body'>,
  limit: number,
): Promise<string | undefined> {
  if (body === null) return '';
  const decoder = new TextDecoder();
  let [text, size] = ['', 0];
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > limit) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
