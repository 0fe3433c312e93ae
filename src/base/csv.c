/* CSV out: quoting by libcsv, formulas made harmless, into a file that appears only when complete. And a single row in. */
#include <config.h>
#include <segscope/csv.h>
#include <segscope/out_file.h>

#include <csv.h>
#include <string.h>

struct SegCsvFile {
	SegFileSet *set;
	SegOutFile *out;
};

/* Whether a spreadsheet would take @value for a formula: one that starts with = + - @, also as the full-width characters
 * that East Asian versions read the same way, or with white space that is skipped before them. Plain numbers ("-12.50") are
 * none: they stay numbers. */
static gboolean
is_formula (const char *value)
{
	static const char *const starts[] = { "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠" };
	gboolean starts_so = FALSE;
	char *end;

	if (g_ascii_isalnum (value[0]))
		return FALSE; /* most are seen so at once */
	for (gsize i = 0; i < G_N_ELEMENTS (starts) && !starts_so; i++)
		starts_so = g_str_has_prefix (value, starts[i]);
	if (value[0] == '-' || value[0] == '+') {
		g_ascii_strtod (value, &end);
		if (end != value && *end == '\0')
			return FALSE;
	}
	return starts_so;
}

/* Whether @value is a formula behind one or more '. */
static gboolean
is_guarded (const char *value)
{
	return value[0] == '\'' && is_formula (value + strspn (value, "'"));
}

gboolean
seg_csv_guards (const char *value)
{
	return is_formula (value) || is_guarded (value);
}

const char *
seg_csv_unguard (const char *value)
{
	return is_guarded (value) ? value + 1 : value;
}

/* "12E5": the name of a course or a batch that a spreadsheet takes for 1,200,000. */
static gboolean
is_like_power (const char *value)
{
	const char *at = value + strspn (value, "0123456789.,");

	if (at == value || (*at != 'e' && *at != 'E'))
		return FALSE;
	at += at[1] == '+' || at[1] == '-' ? 2 : 1;
	return *at != '\0' && at[strspn (at, "0123456789")] == '\0';
}

/* Digits that are a name, not an amount: a spreadsheet would round them (it keeps 15), work them out, or take their first 0 or their + away. */
static gboolean
is_name_of_digits (const char *value)
{
	gsize length = strlen (value), n = 0;

	if (length < 2 || (!g_ascii_isdigit (value[0]) && value[0] != '+' && value[0] != '-'))
		return FALSE;
	if (is_like_power (value))
		return TRUE;
	for (gsize i = 0; i < length; i++) {
		if (g_ascii_isdigit (value[i]))
			n++;
		else if (strchr ("+-.,", value[i]) == NULL)
			return FALSE;
	}
	return n > 15 || value[0] == '+' || (value[0] == '0' && g_ascii_isdigit (value[1]));
}

/* Many readers strip blanks around a field that is not quoted. */
static gboolean
needs_quotes (const char *value, gboolean guarded, char delimiter, gboolean names)
{
	const char special[] = { delimiter, '"', '\r', '\n', '\0' };
	gsize length = strcspn (value, special);

	if (value[length] != '\0')
		return TRUE;
	return length > 0
	       && ((!guarded && (value[0] == ' ' || value[0] == '\t')) || value[length - 1] == ' ' || value[length - 1] == '\t'
	           || (names && is_name_of_digits (value)));
}

/* In quotes, inner ones doubled, with what makes it harmless. libcsv's writer wants the size first, a pass more over every text. */
static void
append_quoted (GString *line, const char *guard, const char *value)
{
	g_string_append_c (line, '"');
	g_string_append (line, guard);
	for (const char *quote; (quote = strchr (value, '"')) != NULL; value = quote + 1) {
		g_string_append_len (line, value, quote - value);
		g_string_append (line, "\"\"");
	}
	g_string_append (line, value);
	g_string_append_c (line, '"');
}

void
seg_csv_append_with (GString *line, gsize column, char delimiter, const char *value, SegCsvCell cell)
{
	const char *guard = "";

	if (column > 0)
		g_string_append_c (line, delimiter);
	if (value == NULL)
		return;
	if (cell != SEG_CSV_NUMBER && (is_formula (value) || (cell != SEG_CSV_TEXT && is_guarded (value))))
		guard = "'";
	if (needs_quotes (value, *guard != '\0', delimiter, cell == SEG_CSV_CELL)) {
		append_quoted (line, guard, value);
		return;
	}
	g_string_append (line, guard);
	g_string_append (line, value);
}

void
seg_csv_append (GString *line, gsize column, const char *value, SegCsvCell cell)
{
	seg_csv_append_with (line, column, ',', value, cell);
}

static void
keep_field (void *data, size_t size, void *fields)
{
	g_ptr_array_add (fields, g_strndup (data != NULL ? data : "", size));
}

static void
ignore_row_end (int end, void *fields)
{
	(void) end;
	(void) fields;
}

char **
seg_csv_split (const char *row, char delimiter, char quote)
{
	GPtrArray *fields = g_ptr_array_new ();
	struct csv_parser parser;

	if (csv_init (&parser, 0) != 0)
		g_error ("not enough memory to read a row");
	csv_set_delim (&parser, (unsigned char) delimiter);
	csv_set_quote (&parser, (unsigned char) quote); /* a row has no NUL */
	if (csv_parse (&parser, row, strlen (row), keep_field, ignore_row_end, fields) != strlen (row))
		g_error ("not enough memory to read a row");
	csv_fini (&parser, keep_field, ignore_row_end, fields);
	csv_free (&parser);
	g_ptr_array_add (fields, NULL);
	return (char **) g_ptr_array_free (fields, FALSE);
}

void
seg_csv_end_row (GString *line)
{
	/* A row whose only field is empty must not look like a blank line, which readers skip. */
	if (line->len == 0 || g_str_has_suffix (line->str, "\r\n"))
		g_string_append (line, "\"\"");
	g_string_append (line, "\r\n");
}

SegCsvFile *
seg_csv_file_create (const char *path, gboolean bom, GError **error)
{
	g_autoptr (SegCsvFile) file = g_new0 (SegCsvFile, 1);

	file->set = seg_file_set_new ();
	file->out = seg_file_set_add (file->set, path, error);
	if (file->out == NULL || (bom && !seg_out_file_write (file->out, "\xEF\xBB\xBF", 3, error)))
		return NULL;
	return g_steal_pointer (&file);
}

gboolean
seg_csv_file_write (SegCsvFile *file, GString *line, GError **error)
{
	gboolean written = seg_out_file_write (file->out, line->str, line->len, error);

	g_string_truncate (line, 0);
	return written;
}

gboolean
seg_csv_file_finish (SegCsvFile *file, GError **error)
{
	g_autoptr (SegCsvFile) owned = file; /* freed whatever happens */

	if (!seg_out_file_end (owned->out, error) || !seg_file_set_place (owned->set, error))
		return FALSE;
	seg_file_set_settle (owned->set);
	return TRUE;
}

void
seg_csv_file_abandon (SegCsvFile *file)
{
	if (file == NULL)
		return;
	seg_file_set_free (file->set);
	g_free (file);
}
