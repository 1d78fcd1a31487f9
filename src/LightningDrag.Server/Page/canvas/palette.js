/** The colours of what lies on the picture. The same on light and dark pages: photos are both. */
export const palette = {
  handle: '#e5383b',
  target: '#2176ff',
  pin: '#0b9a6d',
  gesture: '#7c4dff',
  mask: '#ffb703',
  ice: '#00b4d8',
  halo: 'rgba(255, 255, 255, 0.95)',
  shade: 'rgba(0, 0, 0, 0.55)',
};
