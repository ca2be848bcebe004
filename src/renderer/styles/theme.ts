/** Colours of the design for what CSS cannot paint: canvases and WebGL. */

export type ColourToken =
  | 'canvas'
  | 'background'
  | 'surface'
  | 'line'
  | 'line-strong'
  | 'text'
  | 'text-muted'
  | 'text-faint'
  | 'accent'
  | 'accent-text'
  | 'warning'
  | 'danger'
  | 'series-training'
  | 'series-held-out';

/**
 * The colour a token has now, as `rgb(r, g, b)`. A custom property's own value is the unresolved `light-dark(...)`, so an
 * element that wears the colour is asked instead. Ask again when `usePreferences().scheme` changes.
 */
export function themeColour(token: ColourToken): string {
  const probe = document.createElement('span');
  probe.style.color = `var(--${token})`;
  probe.hidden = true;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}
