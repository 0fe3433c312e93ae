/* Files that go out: they appear under their names together and complete, or not at all.
 *
 * While it is written a file has no name where the system can do that, so that nothing stays of it when the program is killed; else a
 * temporary one beside where it will be. A device or pipe is written directly and takes no part in that.
 *
 *     new -> add, write, end (each file) -> place -> settle -> free
 *
 * seg_file_set_free() before seg_file_set_settle() leaves everything as it was before, files that stood under the names included. */
#ifndef SEGSCOPE_OUT_FILE_H
#define SEGSCOPE_OUT_FILE_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct SegFileSet SegFileSet;
typedef struct SegOutFile SegOutFile;

SegFileSet *seg_file_set_new (void);
void        seg_file_set_free (SegFileSet *set);

/** Begins a file of mode 0600; owned by @set. NULL with SEG_ERROR_FILE, also for a folder and for a database: no list replaces a
 * workspace. */
SegOutFile *seg_file_set_add (SegFileSet *set, const char *path, GError **error);

/** FALSE with SEG_ERROR_FILE for a folder and for a database, for files that are written line by line. */
gboolean    seg_file_may_be_written (const char *path, GError **error);

/** As the person named it. */
const char *seg_out_file_path (const SegOutFile *file);
/** Whether it is a device or pipe. */
gboolean    seg_out_file_is_direct (const SegOutFile *file);
/** FALSE with SEG_ERROR_FILE, "disk full" included. */
gboolean    seg_out_file_write (SegOutFile *file, const char *bytes, gsize size, GError **error);
/** A path under which a library may open and write the file from its beginning, instead of seg_out_file_write(). Not of one that is
 * direct. */
const char *seg_out_file_writable_path (const SegOutFile *file);
/** All has been written: makes sure that it is on the disk. FALSE with SEG_ERROR_FILE. */
gboolean    seg_out_file_end (SegOutFile *file, GError **error);

/* After seg_out_file_end(). */
const char *seg_out_file_sha256 (const SegOutFile *file); /* 64 hex digits */
guint64     seg_out_file_size (const SegOutFile *file);   /* bytes */

/** The SHA-256 of a file that is there, 64 hex digits; @size: (out) its bytes, may be NULL. NULL with SEG_ERROR_FILE. */
char *seg_file_sha256 (const char *path, guint64 *size, GError **error);

/**
 * What seg_file_set_place() is about to do, for whoever has to take it back when the program is killed meanwhile: GPtrArray of char*,
 * four for each file: its path, its SHA-256, the name that the new file has for a moment, the name that what stood there has meanwhile.
 */
GPtrArray *seg_file_set_plan (SegFileSet *set);
/** Takes back what a killed program has done of such a plan. */
void       seg_file_plan_undo (const GPtrArray *plan);

/** Puts all files under their names. FALSE with SEG_ERROR_FILE: none is there, and what stood there before stands again. */
gboolean seg_file_set_place (SegFileSet *set, GError **error);
/** They stay. */
void     seg_file_set_settle (SegFileSet *set);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegFileSet, seg_file_set_free)

G_END_DECLS

#endif
