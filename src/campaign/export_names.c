/* The names of the files of an export. A list goes under the name that the person gave; what is made of it (the arm, the segment, the list of those left
 * out) must not come to lie on a file of another list. */
#include <config.h>
#include "export-private.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

/* What file systems take for a name, less what stands behind it for a moment while files are put in place. */
#define MOST_BYTES 240

/* The place of the ending in @path, or its end. */
static gsize
stem_length (const char *path)
{
	const char *slash = strrchr (path, '/'), *name = slash != NULL ? slash + 1 : path, *dot = strrchr (name, '.');

	return dot != NULL && dot != name ? (gsize) (dot - path) : strlen (path);
}

/* As much of @part as there is room for beside @others bytes, in whole characters. */
static char *
fit (const char *part, gsize others)
{
	gsize room = others < MOST_BYTES ? MOST_BYTES - others : 0, length = strlen (part);

	if (length <= room || room == 0)
		return g_strdup (part);
	while (room > 0 && ((guchar) part[room] & 0xC0) == 0x80)
		room--;
	return g_strndup (part, room);
}

char *
seg_export_part_path (const char *path, const char *part, guint n)
{
	g_autofree char *base = g_path_get_basename (path), *end = n > 1 ? g_strdup_printf ("-%u", n) : g_strdup ("");
	g_autofree char *name = fit (part, strlen (base) + strlen (end) + 1);
	const gsize stem = stem_length (path);

	for (char *c = name; *c != '\0'; c++)
		if ((guchar) *c < 0x20 || *c == 0x7F || strchr ("/\\:*?\"<>|", *c) != NULL)
			*c = '-';
	return g_strdup_printf ("%.*s-%s%s%s", (int) stem, path, name, end, path + stem);
}

/* "list.csv": "list-left-out.csv"; "list.xlsx", which may stand beside it: "list.xlsx-left-out.csv". Always CSV, to be looked at. */
static char *
remainder_path (const char *path, guint n)
{
	g_autofree char *end = n > 1 ? g_strdup_printf ("-%u", n) : g_strdup ("");
	gsize length = strlen (path);

	if (length > 4 && g_ascii_strcasecmp (path + length - 4, ".csv") == 0)
		length -= 4;
	return g_strdup_printf ("%.*s-left-out%s.csv", (int) length, path, end);
}

/* What is there already ------------------------------------------------------------------------------------------------ */

/* The list that a file belongs to. */
typedef struct {
	char    *manifest; /* NULL: of none on record */
	gboolean is_remainder;
} Owner;

static void
clear_owner (Owner *owner)
{
	g_free (owner->manifest);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Owner, clear_owner)

static gboolean
is_same_file (const char *path, const GStatBuf *file)
{
	GStatBuf other;

	return g_stat (path, &other) == 0 && other.st_dev == file->st_dev && other.st_ino == file->st_ino;
}

/* The newest list that wrote what is there under @path. Paths are on record as people gave them: their folder is that of the manifest. */
static gboolean
find_owner (SegWorkspace *workspace, const GStatBuf *there, Owner *owner, GError **error)
{
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace,
		"SELECT e.manifest, f.path, f.remainder FROM export e JOIN export_file f ON f.export_id = e.id WHERE e.manifest IS NOT NULL ORDER BY e.id DESC", error);
	GError *failure = NULL;

	if (rows == NULL)
		return FALSE;
	while (owner->manifest == NULL && seg_statement_next (rows, &failure)) {
		g_autofree char *folder = g_path_get_dirname (seg_statement_text (rows, 0)), *name = g_path_get_basename (seg_statement_text (rows, 1));
		g_autofree char *path = g_build_filename (folder, name, NULL);

		if (is_same_file (path, there)) {
			owner->manifest = g_strdup (seg_statement_text (rows, 0));
			owner->is_remainder = seg_statement_integer (rows, 2) != 0;
		}
	}
	return seg_query_ended (failure, error);
}

/* Whether the list @path is the one that the manifest is of. (Older versions left the ending of the list out.) */
static gboolean
is_own (const Owner *owner, const char *path)
{
	g_autofree char *manifest = seg_manifest_path (path), *older = g_strdup_printf ("%.*s" SEG_MANIFEST_END, (int) stem_length (path), path);
	const char *const names[] = { manifest, older };
	GStatBuf there;

	for (gsize i = 0; owner->manifest != NULL && i < G_N_ELEMENTS (names); i++) {
		g_autofree char *name = g_canonicalize_filename (names[i], NULL);

		if (strcmp (name, owner->manifest) == 0 || (g_stat (name, &there) == 0 && is_same_file (owner->manifest, &there)))
			return TRUE;
	}
	return FALSE;
}

gboolean
seg_export_check_name (SegWorkspace *workspace, const char *path, const char *name, GError **error)
{
	g_auto (Owner) owner = { NULL, FALSE };
	g_autofree char *list = NULL;
	GStatBuf there;

	if (g_str_has_suffix (name, SEG_MANIFEST_END)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s is the name of a manifest; name the list otherwise"), name);
		return FALSE;
	}
	if (g_stat (name, &there) != 0 || !S_ISREG (there.st_mode))
		return TRUE;
	if (!find_owner (workspace, &there, &owner, error))
		return FALSE;
	if (owner.manifest == NULL || is_own (&owner, path))
		return TRUE;
	list = g_path_get_basename (owner.manifest);
	if (g_str_has_suffix (list, SEG_MANIFEST_END))
		list[strlen (list) - strlen (SEG_MANIFEST_END)] = '\0';
	g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, owner.is_remainder ? _("%s says who was left out of the list %s, and was left alone; name another file")
	                                                                  : _("%s belongs to the list %s, and was left alone; name another file"), name, list);
	return FALSE;
}

/* Nobody has named it: it lies on no file but the one of the same list that went out before. */
char *
seg_export_remainder_path (SegWorkspace *workspace, const char *path, GError **error)
{
	for (guint n = 1;; n++) {
		g_autofree char *name = remainder_path (path, n);
		g_auto (Owner) owner = { NULL, FALSE };
		GStatBuf there;

		if (g_lstat (name, &there) != 0)
			return g_steal_pointer (&name);
		if (g_stat (name, &there) == 0 && !find_owner (workspace, &there, &owner, error))
			return NULL;
		if (owner.is_remainder && is_own (&owner, path))
			return g_steal_pointer (&name);
	}
}
