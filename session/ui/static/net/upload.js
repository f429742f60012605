/**
 * Sends files to the program, which keeps them and reads them. A page names no file of the program's disk: it has
 * the bytes of what a person gives it, and sends them part by part.
 *
 * @typedef {'waiting'|'sending'|'reading'|'loaded'|'failed'|'given up'} Stage
 * @typedef {object} Progress  of a file, with its indexes
 * @property {string} name
 * @property {number} size in bytes
 * @property {number} sent
 * @property {Stage} stage
 * @property {string} said  why it failed, or what it has
 * @property {string[]} measurements  ids of what is loaded
 * @property {() => void} giveUp
 *
 * @typedef {{name: string, size: number, slice: (start: number, end: number) => Blob}} Source  a File
 * @typedef {(action: string, args: Record<string, any>, signal?: AbortSignal, patience?: number) => Promise<any>} Call
 */

/** Bytes of a part: little enough that what else is asked does not wait for long, over a slow line too. */
export const PART_BYTES = 256 * 1024;
/** How long the program may read a file. */
const READING_MS = 60 * 60_000;
/** Files that the program takes at once. */
export const MOST_FILES = 100;

export class Uploads {
  /**
   * @param {Call} call
   * @param {(part: Blob) => Promise<string>} encode  in base64
   * @param {(file: Progress) => void} changed  is called with each change of a file
   */
  constructor(call, encode, changed) {
    this.call = call;
    this.encode = encode;
    this.changed = changed;
  }

  /** Sends files, one after the other, and has each read. Never rejects. @param {Source[]} files */
  async send(files) {
    if (files.length > MOST_FILES) {
      const why = `These are ${files.length} files; give at most ${MOST_FILES} at once.`;
      return this.changed({ ...progressOf([files[0]]), name: `${files.length} files`, stage: 'failed', said: why });
    }
    let places;
    try {
      ({ files: places } = await this.call('userUpload', { files: files.map(({ name, size }) => ({ name, size })) }));
      if (places?.length !== files.length) throw new Error('epivizgo refused; the prompt says why.');
    } catch (e) {
      return files.forEach((f) => this.changed({ ...progressOf([f]), stage: 'failed', said: sentence(e) }));
    }
    /** @type {Map<number, Source[]>} the files of each upload, in the program's order */
    const groups = new Map();
    files.forEach((file, i) => {
      const { upload, file: at, refused } = places[i];
      if (refused) return this.changed({ ...progressOf([file]), stage: 'failed', said: refused });
      const group = groups.get(upload) ?? [];
      group[at] = file;
      groups.set(upload, group);
    });
    const waiting = [...groups].map(([number, group]) => {
      const abort = new AbortController();
      const file = progressOf(group);
      file.giveUp = () => {
        abort.abort(new Error('given up'));
        if (file.stage === 'waiting') this.update(file, { stage: 'given up' });
      };
      this.changed(file);
      return { number, group, file, abort };
    });
    for (const { number, group, file, abort } of waiting) await this.sendOne(number, group, file, abort.signal);
  }

  /** @param {number} number @param {Source[]} group @param {Progress} file @param {AbortSignal} signal */
  async sendOne(number, group, file, signal) {
    try {
      for (const [at, source] of group.entries()) await this.sendParts(number, at, source, file, signal);
      signal.throwIfAborted();
      this.update(file, { stage: 'reading' });
      const answer = await this.call('userUploadEnd', { upload: number }, signal, READING_MS);
      if (!answer?.success) throw new Error(answer?.errorMessage ?? 'epivizgo refused.');
      this.update(file, { stage: 'loaded', said: answer.notes.join('; '), measurements: answer.measurements });
    } catch (e) {
      this.call('userUploadCancel', { uploads: [number] }).catch(() => {}); // without a connection the program has done so
      this.update(file, signal.aborted ? { stage: 'given up' } : { stage: 'failed', said: sentence(e) });
    }
  }

  /**
   * Sends a file; the next part is read while one is on its way.
   * @param {number} upload @param {number} at @param {Source} source @param {Progress} file @param {AbortSignal} signal
   */
  async sendParts(upload, at, source, file, signal) {
    const read = (/** @type {number} */ from) => {
      const part = this.encode(source.slice(from, Math.min(from + PART_BYTES, source.size)));
      part.catch(() => {}); // it is awaited later, or not at all
      return part;
    };
    let next = source.size > 0 ? read(0) : null;
    for (let from = 0; next; from += PART_BYTES) {
      const data = await next;
      signal.throwIfAborted();
      const end = Math.min(from + PART_BYTES, source.size);
      next = end < source.size ? read(end) : null;
      const answer = await this.call('userUploadPart', { upload, file: at, at: from, data }, signal);
      if (!answer?.success) throw new Error(answer?.errorMessage ?? 'epivizgo refused.');
      signal.throwIfAborted();
      this.update(file, { stage: 'sending', sent: file.sent + end - from });
    }
  }

  /** @param {Progress} file @param {Partial<Progress>} change */
  update(file, change) {
    Object.assign(file, change);
    this.changed(file);
  }
}

/** @param {Source[]} group @returns {Progress} */
function progressOf(group) {
  const size = group.reduce((sum, f) => sum + f.size, 0);
  return { name: group[0].name, size, sent: 0, stage: 'waiting', said: '', measurements: [], giveUp: () => {} };
}

/** @param {unknown} e */
function sentence(e) {
  if (e instanceof Error && e.name === 'NotReadableError') return 'The file cannot be read, or has changed meanwhile.';
  return e instanceof Error ? e.message : String(e);
}
