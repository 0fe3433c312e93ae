/* Conditions that people write are compiled by SQLite itself, under guard: whatever reads more than the query around them reads by
 * itself, or calls a function that is not on the list, does not compile. */
#include <config.h>
#include "workspace-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define LENGTH_MOST 10000

/* Only what depends on its arguments alone, and cannot blow up a text. */
static const char *const functions[] = {
	"abs", "coalesce", "glob", "ifnull", "iif", "instr", "length", "like", "lower", "ltrim", "max", "min", "nullif", "round", "rtrim",
	"sign", "substr", "substring", "trim", "upper", NULL
};

/* What the query around the condition does by itself, and what was denied. */
typedef struct {
	GHashTable *reads;    /* "table.column" */
	guint       n_calls;  /* of functions that are not on the list */
	gboolean    learning; /* compiling the query without the condition */
	guint       n_seen;
	char       *denied;   /* name of a function */
} Guard;

static int
judge_function (Guard *guard, const char *name)
{
	if (g_strv_contains (functions, name))
		return SQLITE_OK;
	if (guard->learning)
		guard->n_calls++;
	/* The query's own columns come first: names in FROM are resolved before those in WHERE. */
	if (guard->learning || ++guard->n_seen <= guard->n_calls)
		return SQLITE_OK;
	g_free (guard->denied);
	guard->denied = g_strdup (name);
	return SQLITE_DENY;
}

static int
judge_read (Guard *guard, const char *table, const char *column)
{
	g_autofree char *name = g_strconcat (table, ".", column, NULL);

	if (guard->learning)
		g_hash_table_add (guard->reads, g_steal_pointer (&name));
	else if (!g_hash_table_contains (guard->reads, name))
		return SQLITE_DENY;
	return SQLITE_OK;
}

static int
judge (void *data, int action, const char *first, const char *second, const char *database, const char *trigger)
{
	Guard *guard = data;

	(void) database;
	(void) trigger;
	switch (action) {
	case SQLITE_SELECT: /* the query's own: forbidden words have been looked for */
		return SQLITE_OK;
	case SQLITE_READ:
		return judge_read (guard, first, second);
	case SQLITE_FUNCTION:
		return judge_function (guard, second);
	default:
		return SQLITE_DENY;
	}
}

/* Compiles; *@tail is what was left over. */
static int
compile (SegWorkspace *workspace, const char *sql, gboolean *whole)
{
	sqlite3_stmt *handle = NULL;
	const char *tail = sql;
	int code = sqlite3_prepare_v2 (workspace->db, sql, -1, &handle, &tail);

	*whole = code == SQLITE_OK && *tail == '\0' && sqlite3_bind_parameter_count (handle) == 0;
	sqlite3_finalize (handle);
	return code;
}

/* Says where in the expression the mistake is. @offset: in the whole SQL, -1: unknown. */
static void
point_at (const char *expression, gsize before, int offset, const char *message, GError **error)
{
	const gsize length = strlen (expression);

	if (offset < 0 || (gsize) offset < before)
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("The condition “%s” does not work: %s"), expression, message);
	else if ((gsize) offset - before >= length)
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("The condition “%s” is wrong at its end: %s"), expression, message);
	else
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("The condition “%s” is wrong at character %ld: %s"), expression,
		             g_utf8_strlen (expression, offset - (gssize) before) + 1, message);
}

static void
explain (SegWorkspace *workspace, const Guard *guard, const char *expression, gsize before, GError **error)
{
	const char *message = sqlite3_errmsg (workspace->db);
	g_autofree char *text = NULL;

	if (guard->denied != NULL) {
		g_autofree char *folded = g_ascii_strdown (expression, -1);
		g_autofree char *list = g_strjoinv (", ", (char **) functions);
		const char *at = strstr (folded, guard->denied);

		text = g_strdup_printf (_("%s cannot be used here; there are: %s"), guard->denied, list);
		point_at (expression, before, at != NULL ? (int) (before + (gsize) (at - folded)) : -1, text, error);
	} else if (strstr (message, "not authorized") != NULL || strstr (message, "prohibited") != NULL) {
		point_at (expression, before, -1, _("it may use nothing but the columns of the table"), error);
	} else if (strcmp (message, "incomplete input") == 0) {
		point_at (expression, before, (int) (before + strlen (expression)), _("something is missing, perhaps a parenthesis"), error);
	} else {
		text = g_str_has_prefix (message, "no such column")
		       ? g_strdup_printf (_("%s (texts stand in single quotes: 'Paris')"), message) : g_strdup (message);
		point_at (expression, before, sqlite3_error_offset (workspace->db), text, error);
	}
}

/* Words ------------------------------------------------------------------------------------------------------------------------ */

/* The end of what is quoted from @at on; a doubled quote stands for itself. */
static const char *
skip_quoted (const char *at)
{
	const char end = *at == '[' ? ']' : *at;

	for (at++; *at != '\0'; at++)
		if (*at == end && (end == ']' || *++at != end))
			return end == ']' ? at + 1 : at;
	return at;
}

static gboolean
is_word_byte (char byte)
{
	return g_ascii_isalnum (byte) || byte == '_' || byte == '$' || (byte & 0x80) != 0;
}

/* Whether the word from @from to @to may not stand in a condition. */
static gboolean
is_forbidden (const char *from, const char *to)
{
	static const char *const words[] = { "select", "values", "with", "raise", "over", "exists" };
	const gsize length = (gsize) (to - from);

	for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
		if (strlen (words[i]) == length && g_ascii_strncasecmp (from, words[i], length) == 0)
			return TRUE;
	/* IN takes a list here, not the name of a table. */
	return length == 2 && g_ascii_strncasecmp (from, "in", 2) == 0 && to[strspn (to, " \t\r\n")] != '(';
}

/* A query inside the condition needs one of a few words; a comment could hide its end. Where the first of those is, or NULL. */
static const char *
find_forbidden (const char *expression)
{
	for (const char *at = expression; *at != '\0';) {
		const char *from = at;

		if (strchr ("'\"`[", *at) != NULL) {
			at = skip_quoted (at);
			continue;
		}
		if (g_str_has_prefix (at, "--") || g_str_has_prefix (at, "/*") || *at == ';')
			return at;
		while (is_word_byte (*at))
			at++;
		if (at == from)
			at++;
		else if (is_forbidden (from, at))
			return from;
	}
	return NULL;
}

gboolean
seg_workspace_check_expression (SegWorkspace *workspace, const char *before, const char *expression, const char *after, GError **error)
{
	g_autofree char *plain = g_strconcat (before, "TRUE", after, NULL), *sql = g_strconcat (before, expression, after, NULL);
	Guard guard = { .reads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), .learning = TRUE };
	const char *forbidden = find_forbidden (expression);
	gboolean whole, fine = FALSE;
	int code;

	if (forbidden != NULL) {
		point_at (expression, 0, (int) (forbidden - expression), _("a condition has no queries, tables or comments in it"), error);
		g_hash_table_unref (guard.reads);
		return FALSE;
	}
	if (strlen (expression) > LENGTH_MOST) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("The condition is longer than %d bytes"), LENGTH_MOST);
		g_hash_table_unref (guard.reads);
		return FALSE;
	}
	sqlite3_set_authorizer (workspace->db, judge, &guard);
	code = compile (workspace, plain, &whole);
	guard.learning = FALSE;
	if (code != SQLITE_OK)
		seg_workspace_fail (workspace, code, plain, error);
	else if (compile (workspace, sql, &whole) != SQLITE_OK)
		explain (workspace, &guard, expression, strlen (before), error);
	else if (!whole)
		point_at (expression, 0, -1, _("it is more than one condition, or has a parameter"), error);
	else
		fine = TRUE;
	sqlite3_set_authorizer (workspace->db, NULL, NULL);
	g_hash_table_unref (guard.reads);
	g_free (guard.denied);
	return fine;
}
