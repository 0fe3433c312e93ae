/* A disk that fails, and a power cut: a layer under SQLite (a VFS over the real one) that counts what changes files, can refuse it from
 * some moment on, and can at any moment show what would stand on the disk if the power went out just then.
 *
 * After a power cut a file holds what was written before its last sync; of each write since then all, a part in sectors of 512
 * bytes, or nothing. Names behave alike: a file that was never synced may be missing, one deleted without a sync of its folder may be back. */
#ifndef SEG_TEST_FAULT_H
#define SEG_TEST_FAULT_H

#include <glib.h>

/** Puts the layer under every file that SQLite opens from now on. */
void fault_install (void);

/** Forgets all counts and refuses nothing. */
void fault_reset (void);

/** From change @at on (counted from 1), each write fails with this code (SQLITE_FULL, SQLITE_IOERR_WRITE, ...), as on a full disk.
 * @temporary: only writes to temporary files are counted and refused; else only writes to named ones. */
void fault_refuse_from (guint at, int code, gboolean temporary);

/** How many changes there were to named files (or temporary ones) since fault_reset(). */
guint fault_count (gboolean temporary);

/** Calls @moment at each change of a named file, before it happens. NULL ends it. */
void fault_watch (void (*moment) (guint change, gpointer data), gpointer data);

/** Begins to remember what is on the disk, for fault_cut_power(). All files of SQLite must be closed. */
void fault_record (const char *folder);

/** Writes what would be on the disk after a power cut at this moment into the folder @into, by the chances of @seed. */
void fault_cut_power (const char *into, guint64 seed);

#endif
