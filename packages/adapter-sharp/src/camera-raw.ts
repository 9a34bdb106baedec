const newSubfileType = 0xfe;
const dngVersion = 0xc612;

/**
 * True for a TIFF that is really a camera raw file (DNG, CR2, NEF, ARW, …). Their first picture is a
 * small preview: derivatives of it would pass for those of the photo.
 */
export function isCameraRaw(tiff: Uint8Array): boolean {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  if (view.byteLength < 10) return false;
  const little = view.getUint8(0) === 0x49;
  // Canon's CR2 says so after the header; BigTIFF (43 instead of 42) has no raw files, and other offsets.
  if (view.getUint16(8) === 0x4352) return true;
  if (view.getUint16(2, little) !== 42) return false;
  const directory = view.getUint32(4, little);
  if (directory + 2 > view.byteLength) return false;
  const entries = view.getUint16(directory, little);
  for (let index = 0; index < entries; index++) {
    const entry = directory + 2 + index * 12;
    if (entry + 12 > view.byteLength) return false;
    const tag = view.getUint16(entry, little);
    if (tag === dngVersion) return true;
    // Bit 0: a reduced version of another picture of the file.
    if (tag === newSubfileType) return (view.getUint32(entry + 8, little) & 1) === 1;
  }
  return false;
}
