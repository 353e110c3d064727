/**
 * The fields of a request body: `application/x-www-form-urlencoded`, a flat JSON object, or `multipart/form-data`.
 * Anything else gives no fields.
 */
export function formOf(contentType: string, body: string): URLSearchParams {
  if (contentType.startsWith('application/json')) return jsonForm(body);
  const boundary = /multipart\/form-data;.*boundary="?([^";]+)"?/.exec(contentType)?.[1];
  return boundary === undefined ? new URLSearchParams(body) : multipartForm(body, boundary);
}

function jsonForm(body: string): URLSearchParams {
  const form = new URLSearchParams();
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return form;
  }
  if (typeof parsed !== 'object' || parsed === null) return form;
  for (const [name, value] of Object.entries(parsed)) {
    form.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return form;
}

function multipartForm(body: string, boundary: string): URLSearchParams {
  const form = new URLSearchParams();
  for (const part of body.split(`--${boundary}`)) {
    const match = /name="([^"]+)"[^]*?\r\n\r\n([^]*)\r\n$/.exec(part);
    if (match?.[1] !== undefined) form.set(match[1], match[2] ?? '');
  }
  return form;
}
