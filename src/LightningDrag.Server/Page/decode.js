/**
 * Files that the server does not read, as far as this browser does: they are decoded here and go on as PNG. What nobody
 * reads is called by its name,
 * with the way out.
 */

/** The largest picture that is decoded here; the server's own bound. */
const mostPixels = 64e6;

/** What the server reads, by its first bytes. @type {[string, number[]][]} */
const served = [
  ['JPEG', [0xff, 0xd8, 0xff]],
  ['PNG', [0x89, 0x50, 0x4e, 0x47]],
  ['WebP', [0x52, 0x49, 0x46, 0x46]],
  ['GIF', [0x47, 0x49, 0x46, 0x38]],
  ['BMP', [0x42, 0x4d]],
];

/** What to do with a format that nothing here reads. @type {Record<string, string>} */
const waysOut = {
  HEIC:
    'On an iPhone, Settings › Camera › Formats › Most Compatible takes JPEG from now on; ' +
    'this photo can be exported as JPEG from the Photos app.',
  TIFF: 'Export it as PNG or JPEG from the program that made it.',
  AVIF: 'Export it as JPEG, PNG or WebP.',
  'JPEG XL': 'Export it as JPEG, PNG or WebP.',
  RAW: 'Develop it to JPEG or PNG first.',
  SVG: 'Export it as PNG.',
  PDF: 'Export the page as PNG.',
};

/**
 * The picture as a file that the server reads.
 * @param {Blob} blob
 * @param {string} name
 * @returns {Promise<{ blob: Blob, name: string, note: string }>}
 */
export async function readable(blob, name) {
  const head = new Uint8Array(await blob.slice(0, 64).arrayBuffer());
  if (served.some(([, magic]) => magic.every((byte, i) => head[i] === byte))) return { blob, name, note: '' };
  const format = formatOf(head, name);
  const decoded = format === null ? null : await decode(blob);
  if (decoded)
    return {
      blob: decoded,
      name: name.replace(/(\.[^.]*)?$/, '.png'),
      note: `${format} was read by this browser and goes on as PNG.`,
    };
  if (format === null) throw new Error(`“${name}” is not a picture. Choose a JPEG, PNG, WebP, BMP or GIF file.`);
  throw new Error(
    `“${name}” is ${/^(AVIF|SVG|ICO)$/.test(format) ? 'an' : 'a'} ${format} file, which neither this browser nor ` +
      `the server reads. ${waysOut[format] ?? 'Save it as JPEG or PNG.'}`,
  );
}

/** @param {Uint8Array} head @param {string} name @returns {string | null} null where it is no picture at all */
function formatOf(head, name) {
  const text = String.fromCharCode(...head);
  const brand = text.slice(4, 12);
  if (brand.startsWith('ftypavi')) return 'AVIF';
  if (/^ftyp(hei|hev|mif1|msf1)/.test(brand)) return 'HEIC';
  if (/^(II\*\0|MM\0\*)/.test(text)) return /\.(dng|nef|arw|cr2|orf|rw2|pef)$/i.test(name) ? 'RAW' : 'TIFF';
  if (/^(\xff\x0a|\0\0\0\x0cJXL )/.test(text)) return 'JPEG XL';
  if (text.startsWith('%PDF')) return 'PDF';
  if (/<svg|<\?xml/i.test(text) && /\.svg$/i.test(name)) return 'SVG';
  const ending = /\.(heic|heif|avif|tiff?|svg|jxl|ico|psd|dng|nef|arw|cr2|cr3|raf)$/i.exec(name)?.[1].toLowerCase();
  if (!ending) return null;
  return (
    {
      heic: 'HEIC',
      heif: 'HEIC',
      tif: 'TIFF',
      tiff: 'TIFF',
      jxl: 'JPEG XL',
      dng: 'RAW',
      nef: 'RAW',
      arw: 'RAW',
      cr2: 'RAW',
      cr3: 'RAW',
      raf: 'RAW',
    }[ending] ?? ending.toUpperCase()
  );
}

/** As PNG, if this browser can show it. @param {Blob} blob @returns {Promise<Blob | null>} */
async function decode(blob) {
  const url = URL.createObjectURL(blob);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const [width, height] = [image.naturalWidth || image.width, image.naturalHeight || image.height];
    if (width < 1 || height < 1 || width * height > mostPixels) return null;
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext('2d')?.drawImage(image, 0, 0, width, height);
    return await canvas.convertToBlob({ type: 'image/png' });
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(url);
  }
}
