/* Whether the files beside a manifest are as it says. */
#include <config.h>
#include "export-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

static void
free_finding (gpointer data)
{
	SegFileFinding *finding = data;

	g_free (finding->file);
	g_free (finding->words);
	g_free (finding);
}

static void
add (GPtrArray *findings, const char *file, SegFileState state, gint64 n_rows, char *words)
{
	SegFileFinding *finding = g_new (SegFileFinding, 1);

	*finding = (SegFileFinding) { g_strdup (file), state, n_rows, words };
	g_ptr_array_add (findings, finding);
}

static JsonObject *
read_manifest (JsonParser *parser, const char *path, GError **error)
{
	g_autoptr (GError) failure = NULL;
	g_autofree char *text = NULL;
	JsonNode *root;
	gsize size;

	if (!g_file_get_contents (path, &text, &size, &failure)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("Cannot read %s: %s"), path, failure->message);
		return NULL;
	}
	if (json_parser_load_from_data (parser, text, (gssize) size, NULL) && (root = json_parser_get_root (parser)) != NULL && JSON_NODE_HOLDS_OBJECT (root)
	    && json_object_has_member (json_node_get_object (root), "manifest") && json_object_has_member (json_node_get_object (root), "files")
	    && JSON_NODE_HOLDS_ARRAY (json_object_get_member (json_node_get_object (root), "files")))
		return json_node_get_object (root);
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("%s is not a manifest of segscope; it is the file that ends with .manifest.json, beside the list"), path);
	return NULL;
}

/* A member of an object from outside, which may be of any type. */
static const char *
text_member (JsonObject *object, const char *name)
{
	JsonNode *node = json_object_get_member (object, name);

	return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static gint64
number_member (JsonObject *object, const char *name)
{
	JsonNode *node = json_object_get_member (object, name);

	return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : 0;
}

/* Nothing can be held against such an entry: whoever changed it must not get away with that. */
static void
add_unusable (GPtrArray *findings, const char *name)
{
	add (findings, name != NULL && *name != '\0' ? name : "?", SEG_FILE_CHANGED, 0,
	     g_strdup (_("cannot be checked: the manifest does not give it a name in its own folder and a checksum")));
}

static void
check_file (const char *folder, JsonObject *file, GHashTable *known, GPtrArray *findings)
{
	const char *name = text_member (file, "file"), *sha256 = text_member (file, "sha256");
	gint64 n_rows = number_member (file, "rows"), n_bytes = number_member (file, "bytes");
	g_autofree char *path = NULL, *there = NULL;
	guint64 size;

	if (name == NULL || *name == '\0' || sha256 == NULL || strchr (name, '/') != NULL) {
		add_unusable (findings, name);
		return;
	}
	g_hash_table_add (known, g_strdup (name));
	path = g_build_filename (folder, name, NULL);
	if (!g_file_test (path, G_FILE_TEST_EXISTS))
		add (findings, name, SEG_FILE_MISSING, n_rows, g_strdup (_("missing")));
	else if ((there = seg_file_sha256 (path, &size, NULL)) == NULL)
		add (findings, name, SEG_FILE_CHANGED, n_rows, g_strdup (_("cannot be read")));
	else if (strcmp (there, sha256) == 0)
		add (findings, name, SEG_FILE_AS_WRITTEN, n_rows, g_strdup (_("as written")));
	else {
		g_autofree char *now = seg_format_integer ((gint64) size), *then = seg_format_integer (n_bytes);

		add (findings, name, SEG_FILE_CHANGED, n_rows,
		     (gint64) size == n_bytes ? g_strdup_printf (_("changed: %s bytes as before, but others"), now)
		                              : g_strdup_printf (_("changed: %s bytes, not %s"), now, then));
	}
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
	return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The files that another manifest of the folder knows. One that cannot be read knows none. */
static void
add_known (const char *folder, const char *manifest, GHashTable *known)
{
	g_autofree char *path = g_build_filename (folder, manifest, NULL);
	g_autoptr (JsonParser) parser = json_parser_new ();
	JsonObject *object = read_manifest (parser, path, NULL);
	JsonArray *files = object != NULL ? json_object_get_array_member (object, "files") : NULL;

	for (guint i = 0; files != NULL && i < json_array_get_length (files); i++) {
		JsonNode *node = json_array_get_element (files, i);
		const char *name = JSON_NODE_HOLDS_OBJECT (node) ? text_member (json_node_get_object (node), "file") : NULL;

		if (name != NULL)
			g_hash_table_add (known, g_strdup (name));
	}
}

/* Which names could be parts of the list: "list-....csv" for list.csv.manifest.json, any ending for list.manifest.json of an older version. */
typedef struct {
	char *dash, *dot; /* dot: of an older version, else NULL */
	char *ending;     /* ".csv", or NULL */
	char *older;      /* what an older version called the manifest of the same list: that is none of another list */
} PartNames;

static void
clear_names (PartNames *names)
{
	g_free (names->dash);
	g_free (names->dot);
	g_free (names->ending);
	g_free (names->older);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PartNames, clear_names)

static PartNames
part_names (const char *manifest)
{
	g_autofree char *list = g_strndup (manifest, strlen (manifest) - strlen (SEG_MANIFEST_END)), *stem = NULL;
	const char *ending = seg_table_format_of_path (list) != NULL ? strrchr (list, '.') : NULL;

	if (ending == NULL)
		return (PartNames) { g_strconcat (list, "-", NULL), g_strconcat (list, ".", NULL), NULL, NULL };
	stem = g_strndup (list, (gsize) (ending - list));
	return (PartNames) { g_strconcat (stem, "-", NULL), NULL, g_strdup (ending), g_strconcat (stem, SEG_MANIFEST_END, NULL) };
}

static gboolean
could_be_part (const PartNames *names, const char *name)
{
	const SegTableFormat *format = seg_table_format_of_path (name);

	if (format == NULL || !(g_str_has_prefix (name, names->dash) || (names->dot != NULL && g_str_has_prefix (name, names->dot))))
		return FALSE;
	return names->ending == NULL || g_str_has_suffix (name, names->ending);
}

/* Files whose name begins like the list's and that no manifest knows: a part of an older export, say, that must not go out with this. */
static void
find_extra (const char *folder, const char *manifest, GHashTable *known, GPtrArray *findings)
{
	g_auto (PartNames) names = part_names (manifest);
	g_autoptr (GDir) listing = g_dir_open (folder, 0, NULL);
	g_autoptr (GPtrArray) extra = g_ptr_array_new_with_free_func (g_free);
	const char *name;

	while (listing != NULL && (name = g_dir_read_name (listing)) != NULL)
		if (could_be_part (&names, name))
			g_ptr_array_add (extra, g_strdup (name));
		else if (g_str_has_suffix (name, SEG_MANIFEST_END) && strcmp (name, manifest) != 0 && g_strcmp0 (name, names.older) != 0)
			add_known (folder, name, known);
	g_ptr_array_sort (extra, compare_names);
	for (guint i = 0; i < extra->len; i++)
		if (!g_hash_table_contains (known, extra->pdata[i]))
			add (findings, extra->pdata[i], SEG_FILE_EXTRA, 0, g_strdup (_("not in the manifest")));
}

/* The manifest itself, by what the workspace has on record. */
static gboolean
check_manifest (SegWorkspace *workspace, const char *path, const char *name, GPtrArray *findings, GError **error)
{
	g_autofree char *there = seg_file_sha256 (path, NULL, error), *recorded = NULL;
	GError *failure = NULL;

	if (there == NULL)
		return FALSE;
	recorded = seg_export_manifest_sha256 (workspace, path, &failure);
	if (!seg_query_ended (failure, error))
		return FALSE;
	if (recorded == NULL)
		add (findings, name, SEG_FILE_EXTRA, 0, g_strdup (_("not on record in this workspace")));
	else if (strcmp (recorded, there) == 0)
		add (findings, name, SEG_FILE_AS_WRITTEN, 0, g_strdup (_("as written")));
	else
		add (findings, name, SEG_FILE_CHANGED, 0, g_strdup (_("changed since it was written")));
	return TRUE;
}

GPtrArray *
seg_manifest_verify (SegWorkspace *workspace, const char *path, GError **error)
{
	g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func (free_finding);
	g_autoptr (JsonParser) parser = json_parser_new ();
	g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	g_autofree char *folder = g_path_get_dirname (path), *name = g_path_get_basename (path);
	JsonObject *manifest = read_manifest (parser, path, error);
	JsonArray *files;

	if (manifest == NULL || (workspace != NULL && !check_manifest (workspace, path, name, findings, error)))
		return NULL;
	files = json_object_get_array_member (manifest, "files");
	if (json_array_get_length (files) == 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("%s names no files, so nothing can be held against it; a manifest as it was written names at least one"), path);
		return NULL;
	}
	for (guint i = 0; i < json_array_get_length (files); i++) {
		JsonNode *node = json_array_get_element (files, i);

		if (JSON_NODE_HOLDS_OBJECT (node))
			check_file (folder, json_node_get_object (node), known, findings);
		else
			add_unusable (findings, NULL);
	}
	if (g_str_has_suffix (name, SEG_MANIFEST_END))
		find_extra (folder, name, known, findings);
	return g_steal_pointer (&findings);
}
