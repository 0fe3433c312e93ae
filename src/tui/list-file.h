/* The rows of a list on their way to a file. */
#ifndef SEG_LIST_FILE_H
#define SEG_LIST_FILE_H

#include "list.h"
#include "windowed.h"

#include <segscope/table_file.h>

typedef struct SegListFile SegListFile;

/** With the columns of @list as they are arranged. */
SegListFile *seg_list_file_new (const SegList *list);
void         seg_list_file_free (gpointer file);

/** Takes the rows that are shown, or those that are marked, as they are: all words are read now. */
void         seg_list_file_take (SegListFile *file, SegList *list);
/** Has the rows @ids (shared, never changed) of @of (copied) read when they are written. */
void         seg_list_file_take_windowed (SegListFile *file, const SegWindowedClass *class, gconstpointer of, GArray *ids);
gsize        seg_list_file_n_rows (const SegListFile *file);

void         seg_list_file_set_path (SegListFile *file, const char *path);
const char  *seg_list_file_path (const SegListFile *file);
/** Writes the file; on any thread. */
gboolean     seg_list_file_write (SegListFile *file, SegWorkspace *workspace, SegJob *job, GError **error);

/**
 * What a column of @texts (char*, NULL: nothing) is, for files: SEG_FIELD_NUMBER where each that says something is a number of at most 15 digits
 * that does not begin with superfluous zeros, all with the same unit behind it ("7.1 %") or none; then the texts are left as bare numbers.
 * @unit: (out) owned; NULL: none.
 */
SegFieldKind seg_list_file_find_kind (GPtrArray *texts, char **unit);

#endif
