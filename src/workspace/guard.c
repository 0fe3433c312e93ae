/* Conditions that people write are compiled by SQLite itself, under guard: whatever reads more than the query around them reads by
 * itself, or calls a function that is not on the list, does not compile. The words and functions that are allowed hold for the
 * expressions of expression.c too. */
#include <config.h>
#include "workspace-private.h"

#include <segscope/expression.h>

#include <glib/gi18n.h>
#include <string.h>

#define TEXT_MOST 1000 /* bytes between quotes; the file takes no longer patterns of LIKE and GLOB anyway */

/* Only what depends on its arguments alone, and cannot blow up a text. */
static const char *const functions[] = {
	"abs", "ceil", "coalesce", "exp", "floor", "glob", "ifnull", "iif", "instr", "length", "like", "ln", "log10", "log2", "lower", "ltrim",
	"max", "min", "nullif", "pow", "round", "rtrim", "sign", "sqrt", "substr", "substring", "trim", "upper", NULL
};

const char *const *
seg_expression_functions (void)
{
	return functions;
}

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

/* Says where in the expression the mistake is. @offset: in the expression, -1: unknown. */
static void
point_at (const char *expression, glong offset, const char *message, GError **error)
{
	if (offset < 0)
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("The condition “%s” does not work: %s"), expression, message);
	else if ((gsize) offset >= strlen (expression))
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("The condition “%s” is wrong at its end: %s"), expression, message);
	else
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("The condition “%s” is wrong at character %ld: %s"), expression,
		             g_utf8_strlen (expression, offset) + 1, message);
}

static char *
explain_denied (const char *expression, const char *denied, glong *offset)
{
	g_autofree char *folded = g_ascii_strdown (expression, -1), *list = g_strjoinv (", ", (char **) functions);
	const char *at = strstr (folded, denied);

	*offset = at != NULL ? (glong) (at - folded) : -1;
	return g_strdup_printf (_("%s cannot be used here; there are: %s"), denied, list);
}

char *
seg_guard_explain (sqlite3 *db, const char *expression, gsize before, const char *denied, glong *offset)
{
	const char *message = sqlite3_errmsg (db);

	*offset = sqlite3_error_offset (db) - (glong) before;
	if (*offset < 0)
		*offset = -1;
	if (denied != NULL)
		return explain_denied (expression, denied, offset);
	if (strstr (message, "not authorized") != NULL || strstr (message, "prohibited") != NULL)
		return g_strdup (_("it may use nothing but the columns of the table"));
	if (strcmp (message, "incomplete input") == 0) {
		*offset = (glong) strlen (expression);
		return g_strdup (_("something is missing"));
	}
	if ((gsize) MAX (*offset, 0) >= strlen (expression) && strstr (message, "syntax error") != NULL)
		return g_strdup (_("something is missing"));
	if (g_str_has_prefix (message, "no such column"))
		return g_strdup_printf (_("%s (texts stand in single quotes: 'Paris')"), message);
	return g_strdup (message);
}

/* Words ------------------------------------------------------------------------------------------------------------------------ */

/* The end of what is quoted from @at on, or NULL; a doubled quote stands for itself. */
static const char *
skip_quoted (const char *at)
{
	const char end = *at == '[' ? ']' : *at;

	for (at++; *at != '\0'; at++) {
		if (*at != end)
			continue;
		if (end == ']' || at[1] != end)
			return at + 1;
		at++;
	}
	return NULL;
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

/* What the words of an expression can have wrong, by where the reading stands. */
typedef struct {
	GArray     *open; /* of const char*: parentheses that are not closed yet */
	const char *at;   /* of the mistake */
	const char *mistake; /* NULL: none yet */
} Words;

/* Reads on from @at; the place after it. */
static const char *
read_word (Words *words, const char *at)
{
	const char *from = at;

	words->at = at;
	if (strchr ("'\"`[", *at) != NULL) {
		if ((at = skip_quoted (at)) == NULL)
			words->mistake = _("this quote is not closed");
		else if (at - from > TEXT_MOST)
			words->mistake = _("this text is too long; 1,000 bytes are the most");
		return at;
	}
	if (g_str_has_prefix (at, "--") || g_str_has_prefix (at, "/*") || *at == ';')
		words->mistake = _("there are no comments and no second statements here");
	if (*at == '(')
		g_array_append_val (words->open, from);
	if (*at == ')' && words->open->len == 0)
		words->mistake = _("this parenthesis closes nothing");
	else if (*at == ')')
		g_array_set_size (words->open, words->open->len - 1);
	while (is_word_byte (*at))
		at++;
	if (at != from && is_forbidden (from, at))
		words->mistake = _("there are no queries and tables here");
	return at == from ? at + 1 : at;
}

const char *
seg_guard_check_words (const char *expression, glong *offset)
{
	g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (const char *));
	Words words = { open, expression, NULL };

	*offset = -1;
	if (strlen (expression) > SEG_EXPRESSION_LENGTH)
		return _("it is longer than 10,000 bytes");
	if (expression[strspn (expression, " \t\r\n")] == '\0')
		return _("there is nothing in it");
	for (const char *at = expression; words.mistake == NULL && *at != '\0';)
		at = read_word (&words, at);
	if (words.mistake == NULL && open->len > 0) {
		words.at = g_array_index (open, const char *, open->len - 1);
		words.mistake = _("this parenthesis is not closed");
	}
	*offset = (glong) (words.at - expression);
	return words.mistake;
}

gboolean
seg_workspace_check_expression (SegWorkspace *workspace, const char *before, const char *expression, const char *after, GError **error)
{
	g_autofree char *plain = g_strconcat (before, "TRUE", after, NULL), *sql = g_strconcat (before, expression, after, NULL);
	Guard guard = { .learning = TRUE };
	gboolean whole, fine = FALSE;
	glong offset;
	const char *mistake = seg_guard_check_words (expression, &offset);
	int code;

	if (mistake != NULL) {
		point_at (expression, offset, mistake, error);
		return FALSE;
	}
	guard.reads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	sqlite3_set_authorizer (workspace->db, judge, &guard);
	code = compile (workspace, plain, &whole);
	guard.learning = FALSE;
	if (code != SQLITE_OK)
		seg_workspace_fail (workspace, code, plain, error);
	else if (compile (workspace, sql, &whole) != SQLITE_OK) {
		g_autofree char *text = seg_guard_explain (workspace->db, expression, strlen (before), guard.denied, &offset);

		point_at (expression, offset, text, error);
	} else if (!whole)
		point_at (expression, -1, _("it is more than one condition, or has a parameter"), error);
	else
		fine = TRUE;
	sqlite3_set_authorizer (workspace->db, NULL, NULL);
	g_hash_table_unref (guard.reads);
	g_free (guard.denied);
	return fine;
}

/* Names --------------------------------------------------------------------------------------------------------------- */

/* Whether the word or quoted name from @from to @to is @name. */
static gboolean
is_name (const char *from, const char *to, const char *name)
{
	const gboolean quoted = strchr ("\"`[", *from) != NULL;
	const gsize length = (gsize) (to - from) - (quoted ? 2 : 0);

	return strlen (name) == length && g_ascii_strncasecmp (from + quoted, name, length) == 0 && (quoted || to[strspn (to, " \t\r\n")] != '(');
}

char *
seg_expression_replace (const char *text, const char *name, const char *other, const char *replacement)
{
	g_autofree char *before = g_strconcat (other, ".", NULL); /* as it stands at the end of what has been read */
	GString *replaced = g_string_new (NULL);

	for (const char *at = text, *to; *at != '\0'; at = to) {
		const gboolean of_other = replaced->len >= strlen (before)
		                          && g_ascii_strcasecmp (replaced->str + replaced->len - strlen (before), before) == 0;

		to = strchr ("'\"`[", *at) != NULL ? skip_quoted (at) : at;
		if (to == NULL)
			to = at + strlen (at);
		while (to == at || (is_word_byte (*at) && is_word_byte (*to)))
			to++;
		if ((is_word_byte (*at) || strchr ("\"`[", *at) != NULL) && !of_other && is_name (at, to, name))
			g_string_append (replaced, replacement);
		else
			g_string_append_len (replaced, at, to - at);
	}
	return g_string_free (replaced, FALSE);
}

char *
seg_expression_with_fractions (const char *expression)
{
	GString *text = g_string_new (NULL);

	for (const char *at = expression, *to; *at != '\0'; at = to) {
		to = strchr ("'\"`[", *at) != NULL ? skip_quoted (at) : at + 1;
		if (to == NULL)
			to = at + strlen (at);
		if (*at == '/')
			g_string_append (text, "* 1.0 "); /* binds as the sign does: what stands before it is no whole number any more */
		g_string_append_len (text, at, to - at);
	}
	return g_string_free (text, FALSE);
}

gboolean
seg_expression_mentions (const char *text, const char *name, const char *other)
{
	g_autofree char *without = seg_expression_replace (text, name, other, "");

	return strcmp (without, text) != 0;
}
