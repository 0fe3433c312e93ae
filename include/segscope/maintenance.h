/* Looking after the workspace file: copies of it, whether it is whole, and making it whole again. */
#ifndef SEGSCOPE_MAINTENANCE_H
#define SEGSCOPE_MAINTENANCE_H

#include <segscope/workspace.h>

G_BEGIN_DECLS

typedef struct {
	gboolean replace; /* an older copy of that name */
	gboolean compact; /* without the space that deleted rows left */
} SegBackupOptions;

/**
 * Copies the workspace, as it is at this moment, to the file @path (mode 0600), and reads the copy through before it gets its name. Other
 * processes go on reading and writing meanwhile.
 *
 * @options: may be NULL. @size: (out) bytes of the copy; may be NULL.
 * FALSE with SEG_ERROR_FILE: there is such a file already (and not replace), it is the workspace itself, it is in use, cannot be
 * written; SEG_ERROR_WORKSPACE: the workspace cannot be read; SEG_ERROR_CANCELLED. No half copy stays.
 */
gboolean seg_workspace_backup (SegWorkspace *workspace, const char *path, const SegBackupOptions *options, SegJob *job, gint64 *size,
                               GError **error);

/* Something about the file that is not as it should be. */
typedef struct {
	const char *check;  /* which check found it: "file", "schema", "columns", "links", "rows", "events", "counts", "permissions"; for scripts */
	char       *what;   /* a sentence */
	char       *remedy; /* what repair does about it, or what to do oneself; a sentence */
	gboolean    is_damage;  /* the file itself is damaged: repair saves what can be read into a new one */
	gboolean    is_remark;  /* nothing is wrong with the file, but the person should know; repair leaves it */
} SegProblem;

void seg_problem_free (SegProblem *problem);
/** A problem of these words; takes over both texts. */
SegProblem *seg_problem_new (const char *check, char *what, char *remedy);

/**
 * Looks the whole file through: pages and indexes, the schema against that of a new file, links between tables, attributes against
 * columns, counts kept against rows counted, permissions.
 *
 * Returns GPtrArray of SegProblem*, owned, worst first; empty when all is well. NULL with @error when the file is no workspace of this
 * version, cannot be opened for another reason than damage, or the job was cancelled. Reads every row: about as long as an import.
 */
GPtrArray *seg_workspace_check (const char *path, SegJob *job, GError **error);

/* What a repair did. */
typedef struct {
	GPtrArray *problems;  /* SegProblem*: what was found before */
	GPtrArray *done;      /* char*: sentences of what was done, and of what was lost */
	GPtrArray *left;      /* SegProblem*: what is still wrong */
	char      *kept_as;   /* the file as it was before; NULL: nothing had to be done */
} SegRepair;

/**
 * Makes the file whole again where it can. The file as it was is kept beside it as NAME.before-repair (or -2, -3, ...).
 *
 * A damaged file is read table by table into a new one, around what cannot be read, and takes its name only when it is complete; other
 * problems are put right in one transaction. On failure or cancel the file is as before.
 */
SegRepair *seg_workspace_repair (const char *path, SegJob *job, GError **error);
void       seg_repair_free (SegRepair *repair);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegProblem, seg_problem_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegRepair, seg_repair_free)

G_END_DECLS

#endif
