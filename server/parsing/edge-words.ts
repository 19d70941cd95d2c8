/** Words without which nothing but import and export declarations leads to another file. */
export const DEEP =
  /\bimport\s*\(|\brequire\b|\b(?:un|do|do[Uu]n)?mock\w*\s*[(<]|\.module\s*\(|\bnew\s+URL\b|\bread\w*\s*\(|\bcreateReadStream\b|\b__dirname\b|\bmeta\.(?:dirname|resolve)\b/g;
