/* The questions of the form for writing a list. */
#include <config.h>
#include "export-form.h"

#include <glib/gi18n.h>
#include <string.h>

static SegExportChoice *
choice_of (SegView *view)
{
	return ((SegExportForm *) view->state)->choice;
}

/* For whom ------------------------------------------------------------------------------------------------------------- */

static void
preset_chosen (SegView *view, guint number, gpointer data)
{
	SegExportChoice *choice = choice_of (view);

	(void) data;
	choice->preset = number > 0 ? seg_preset (number - 1) : NULL;
	g_clear_pointer (&choice->fields, g_strfreev);
	g_clear_pointer (&choice->columns, g_strfreev);
	if (choice->preset != NULL)
		choice->file = (SegTableFileOptions) { .format = seg_table_format (0), .encoding = seg_text_encoding (0) };
	seg_export_form_changed (view);
}

static void
ask_preset (SegView *view)
{
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), remarks = g_ptr_array_new ();
	guint current = 0;

	g_ptr_array_add (labels, (gpointer) _("no service"));
	g_ptr_array_add (remarks, (gpointer) _("columns of your choice"));
	for (guint i = 0; seg_preset (i) != NULL; i++) {
		const SegPreset *preset = seg_preset (i);

		current = preset == choice_of (view)->preset ? i + 1 : current;
		g_ptr_array_add (labels, (gpointer) _(preset->label));
		g_ptr_array_add (remarks, (gpointer) (preset->is_hashed ? _("hashes only") : _("plain addresses")));
	}
	g_ptr_array_add (labels, NULL);
	g_ptr_array_add (remarks, NULL);
	seg_ask_choice (view, _("Which service is the file for?"), (const char *const *) labels->pdata, (const char *const *) remarks->pdata, current,
	                preset_chosen, NULL, NULL);
}

/* Fields --------------------------------------------------------------------------------------------------------------- */

/* "email=" before a column of @choice->fields, or adds it. */
static void
set_field (SegExportChoice *choice, SegPresetField field, const char *column)
{
	GPtrArray *fields = g_ptr_array_new ();
	g_autofree char *start = g_strconcat (seg_preset_field_name (field), "=", NULL);

	for (char **old = choice->fields; old != NULL && *old != NULL; old++)
		if (!g_str_has_prefix (*old, start))
			g_ptr_array_add (fields, g_strdup (*old));
	g_ptr_array_add (fields, g_strconcat (start, column, NULL));
	g_ptr_array_add (fields, NULL);
	g_strfreev (choice->fields);
	choice->fields = (char **) g_ptr_array_free (fields, FALSE);
}

typedef struct {
	SegPresetField field;
	char         **columns; /* the first: none */
} Field;

static void
free_field (gpointer data)
{
	Field *field = data;

	g_strfreev (field->columns);
	g_free (field);
}

static void
column_chosen (SegView *view, guint number, gpointer data)
{
	const Field *field = data;

	set_field (choice_of (view), field->field, number > 0 ? field->columns[number] : "-");
	seg_export_form_changed (view);
}

static void
ask_column (SegView *view, const SegFieldChoice *asked)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (seg_view_workspace (view), "user", NULL);
	g_autofree char *title = g_strdup_printf (_("Which column has the %s?"), seg_preset_field_label (asked->field));
	Field *field = g_new0 (Field, 1);
	GPtrArray *names = g_ptr_array_new ();
	guint current = 0;

	field->field = asked->field;
	g_ptr_array_add (names, g_strdup (_("none")));
	g_ptr_array_add (names, g_strdup ("key"));
	for (guint i = 0; attributes != NULL && i < attributes->len; i++)
		g_ptr_array_add (names, g_strdup (((const SegAttribute *) attributes->pdata[i])->name));
	g_ptr_array_add (names, NULL);
	field->columns = (char **) g_ptr_array_free (names, FALSE);
	for (guint i = 0; field->columns[i] != NULL; i++)
		current = g_strcmp0 (field->columns[i], asked->column) == 0 ? i : current;
	seg_ask_choice (view, title, (const char *const *) field->columns, NULL, current, column_chosen, field, free_field);
}

static void
field_chosen (SegView *view, guint number, gpointer data)
{
	const SegExportForm *form = view->state;

	(void) data;
	if (form->fields != NULL && number < form->fields->len)
		ask_column (view, form->fields->pdata[number]);
}

static void
ask_fields (SegView *view)
{
	const SegExportForm *form = view->state;
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), remarks = g_ptr_array_new ();

	if (form->fields == NULL)
		return;
	for (guint i = 0; i < form->fields->len; i++) {
		const SegFieldChoice *choice = form->fields->pdata[i];

		g_ptr_array_add (labels, (gpointer) seg_preset_field_label (choice->field));
		g_ptr_array_add (remarks, choice->column != NULL ? choice->column : (gpointer) _("none"));
	}
	g_ptr_array_add (labels, NULL);
	g_ptr_array_add (remarks, NULL);
	seg_ask_choice (view, _("Where does it come from?"), (const char *const *) labels->pdata, (const char *const *) remarks->pdata, 0, field_chosen, NULL, NULL);
}

/* Columns: names with commas between them, NAME=HEADING renames ---------------------------------------------------------- */

static gboolean
take_columns (SegView *view, const char *text, gpointer data, GError **error)
{
	SegExportChoice *choice = choice_of (view), *tried = seg_export_choice_copy (choice);
	SegExportOptions options;
	g_autoptr (GPtrArray) rows = NULL;

	(void) data;
	g_clear_pointer (&tried->columns, g_strfreev);
	if (strspn (text, " ") < strlen (text)) {
		tried->columns = g_strsplit (text, ",", -1);
		for (char **name = tried->columns; *name != NULL; name++)
			g_strstrip (*name);
	}
	options = seg_export_choice_options (tried);
	rows = seg_campaign_export_preview (seg_view_workspace (view), ((SegExportForm *) view->state)->campaign, &options, 0, error);
	if (rows != NULL) {
		g_strfreev (choice->columns);
		choice->columns = g_steal_pointer (&tried->columns);
		seg_export_form_changed (view);
	}
	seg_export_choice_free (tried);
	return rows != NULL;
}

static void
write_columns (SegView *view)
{
	const SegExportForm *form = view->state;
	g_auto (GStrv) usual = NULL;
	g_autofree char *text = NULL;

	if (form->choice->columns == NULL)
		usual = seg_campaign_columns (seg_view_workspace (view), form->campaign, form->choice->arm, NULL);
	text = form->choice->columns != NULL ? g_strjoinv (",", form->choice->columns) : usual != NULL ? g_strjoinv (",", usual) : g_strdup ("");
	seg_ask_line (view, _("Columns of the file"), _("Names with commas between them, in this order; email=Email Address renames. Nothing: the usual ones."), text,
	              take_columns, NULL, NULL);
}

typedef struct {
	char **all;
} Columns;

static void
free_columns (gpointer data)
{
	Columns *columns = data;

	g_strfreev (columns->all);
	g_free (columns);
}

static gboolean
take_several (SegView *view, const gboolean *chosen, gpointer data, GError **error)
{
	const Columns *columns = data;
	GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

	for (guint i = 0; columns->all[i] != NULL; i++)
		if (chosen[i])
			g_ptr_array_add (names, g_strdup (columns->all[i]));
	if (names->len == 0) {
		g_ptr_array_unref (names);
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("A file needs at least one column."));
		return FALSE;
	}
	g_ptr_array_add (names, NULL);
	g_ptr_array_set_free_func (names, NULL);
	g_strfreev (choice_of (view)->columns);
	choice_of (view)->columns = (char **) g_ptr_array_free (names, FALSE);
	seg_export_form_changed (view);
	return TRUE;
}

/* What a column holds, where its name does not say it. */
static const char *
column_words (const GPtrArray *user_columns, const char *name)
{
	static const struct { const char *prefix, *words; } own[] = {
		{ "key", N_("what the user is called in your data") }, { "arm", N_("send or control") }, { "segment", N_("the segment's name") },
		{ "item", N_("key of a recommended item") }, { "title", N_("its title") }, { "reason", N_("why it is recommended") },
	};
	const SegUserColumn *column;

	for (gsize i = 0; i < G_N_ELEMENTS (own); i++) {
		gsize length = strlen (own[i].prefix);

		if (g_str_has_prefix (name, own[i].prefix) && strspn (name + length, "0123456789") == strlen (name + length))
			return _(own[i].words);
	}
	column = seg_user_columns_find (user_columns, name);
	return column != NULL && strcmp (column->label, name) != 0 ? column->label : "";
}

/* All columns, those chosen first: so they keep their order in the file. */
static char **
order_columns (char **all, char **first)
{
	GPtrArray *names = g_ptr_array_new ();

	for (guint i = 0; first[i] != NULL; i++)
		g_ptr_array_add (names, g_strdup (first[i]));
	for (guint i = 0; all[i] != NULL; i++)
		if (!g_strv_contains ((const char *const *) first, all[i]))
			g_ptr_array_add (names, g_strdup (all[i]));
	g_ptr_array_add (names, NULL);
	return (char **) g_ptr_array_free (names, FALSE);
}

static void
choose_columns (SegView *view)
{
	const SegExportForm *form = view->state;
	SegWorkspace *workspace = seg_view_workspace (view);
	g_auto (GStrv) all = seg_campaign_columns_all (workspace, form->campaign, NULL);
	g_auto (GStrv) first = form->choice->columns != NULL ? g_strdupv (form->choice->columns) : seg_campaign_columns (workspace, form->campaign, form->choice->arm, NULL);
	g_autoptr (GPtrArray) user_columns = seg_user_columns (workspace, NULL, NULL);
	g_autofree gboolean *chosen = NULL;
	g_autofree const char **remarks = NULL;
	Columns *columns;

	if (all == NULL || first == NULL || user_columns == NULL)
		return;
	columns = g_new0 (Columns, 1);
	columns->all = order_columns (all, first);
	chosen = g_new0 (gboolean, g_strv_length (columns->all) + 1);
	remarks = g_new0 (const char *, g_strv_length (columns->all) + 1);
	for (guint i = 0; columns->all[i] != NULL; i++) {
		chosen[i] = i < g_strv_length (first);
		remarks[i] = column_words (user_columns, columns->all[i]);
	}
	seg_ask_several (view, _("Columns of the file"), NULL, (const char *const *) columns->all, remarks, chosen, take_several, columns, free_columns);
}

static void
way_chosen (SegView *view, guint number, gpointer data)
{
	(void) data;
	if (number == 0) {
		g_clear_pointer (&choice_of (view)->columns, g_strfreev);
		seg_export_form_changed (view);
	} else if (number == 1)
		choose_columns (view);
	else
		write_columns (view);
}

static void
ask_columns (SegView *view)
{
	const char *labels[] = { _("the usual columns"), _("choose from all"), _("write their names"), NULL };
	const char *remarks[] = { _("key, name and e-mail, segment, items with reasons"), _("every attribute and feature"), _("to order and rename them"), NULL };

	if (((SegExportForm *) view->state)->campaign != NULL)
		seg_ask_choice (view, _("Which columns?"), labels, remarks, choice_of (view)->columns != NULL ? 2 : 0, way_chosen, NULL, NULL);
}

/* The file ------------------------------------------------------------------------------------------------------------- */

static void
format_chosen (SegView *view, guint number, gpointer data)
{
	SegTableFileOptions *file = &choice_of (view)->file;

	(void) data;
	file->format = seg_table_format (number);
	file->delimiter = '\0';
	file->encoding = number == 0 ? seg_text_encoding_find ("utf-8-bom", NULL) : NULL;
	seg_export_form_changed (view);
}

static void
ask_format (SegView *view)
{
	const char *labels[] = { seg_table_format_label (seg_table_format (0)), seg_table_format_label (seg_table_format (1)),
	                         seg_table_format_label (seg_table_format (2)), NULL };
	const char *remarks[] = { _("for mail programs, databases and most others"), _("for people; long numbers and leading zeros stay"), _("for programs"), NULL };
	guint current = 0;

	for (guint i = 0; seg_table_format (i) != NULL; i++)
		current = seg_table_format (i) == choice_of (view)->file.format ? i : current;
	seg_ask_choice (view, _("Which format?"), labels, remarks, current, format_chosen, NULL, NULL);
}

static void
delimiter_chosen (SegView *view, guint number, gpointer data)
{
	(void) data;
	choice_of (view)->file.delimiter = ",;\t|"[number];
	seg_export_form_changed (view);
}

static void
encoding_chosen (SegView *view, guint number, gpointer data)
{
	const char *labels[] = { _("comma"), _("semicolon"), _("tab"), _("vertical bar"), NULL };
	const char delimiter = choice_of (view)->file.delimiter;

	(void) data;
	choice_of (view)->file.encoding = seg_text_encoding (number);
	seg_export_form_changed (view);
	seg_ask_choice (view, _("What stands between the columns?"), labels, NULL, delimiter == '\0' ? 0 : (guint) strcspn (",;\t|", (const char[]) { delimiter, '\0' }),
	                delimiter_chosen, NULL, NULL);
}

static void
ask_encoding (SegView *view)
{
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), remarks = g_ptr_array_new ();
	guint current = 0;

	for (guint i = 0; seg_text_encoding (i) != NULL; i++) {
		current = seg_text_encoding (i) == choice_of (view)->file.encoding ? i : current;
		g_ptr_array_add (labels, (gpointer) seg_text_encoding_name (seg_text_encoding (i)));
		g_ptr_array_add (remarks, (gpointer) seg_text_encoding_label (seg_text_encoding (i)));
	}
	g_ptr_array_add (labels, NULL);
	g_ptr_array_add (remarks, NULL);
	seg_ask_choice (view, _("Which encoding?"), (const char *const *) labels->pdata, (const char *const *) remarks->pdata, current, encoding_chosen, NULL, NULL);
}

/* Who ------------------------------------------------------------------------------------------------------------------ */

static void
people_chosen (SegView *view, guint number, gpointer data)
{
	(void) data;
	choice_of (view)->arm = (SegArm) number;
	seg_export_form_changed (view);
}

static void
ask_people (SegView *view)
{
	const SegCampaign *campaign = ((SegExportForm *) view->state)->campaign;
	g_autofree char *send = seg_format_integer (campaign->n_send), *control = seg_format_integer (campaign->n_control);
	g_autofree char *to_send = g_strdup_printf (_("the %s people to send to"), send);
	g_autofree char *held_back = g_strdup_printf (_("the %s people held back"), control);
	const char *labels[] = { to_send, held_back, _("both"), NULL };
	const char *remarks[] = { _("the usual"), _("to measure with, not to write to"), _("with a column that says which"), NULL };

	seg_ask_choice (view, _("Who goes into the file?"), labels, remarks, choice_of (view)->arm, people_chosen, NULL, NULL);
}

static void
parts_chosen (SegView *view, guint number, gpointer data)
{
	(void) data;
	choice_of (view)->parts = (SegExportParts) number;
	seg_export_form_changed (view);
}

static void
ask_parts (SegView *view)
{
	const char *labels[] = { _("one for all"), _("one for each arm"), _("one for each segment"), NULL };

	seg_ask_choice (view, _("How many files?"), labels, NULL, choice_of (view)->parts, parts_chosen, NULL, NULL);
}

static gboolean
take_group (SegView *view, const char *text, gpointer data, GError **error)
{
	gint64 n = 0;

	(void) data;
	if (*text != '\0' && !g_ascii_string_to_signed (text, 10, 0, G_MAXINT32, &n, NULL)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("Write a number of people, 0 for groups of any size."));
		return FALSE;
	}
	choice_of (view)->smallest_group = n;
	seg_export_form_changed (view);
	return TRUE;
}

static void
ask_group (SegView *view)
{
	g_autofree char *text = g_strdup_printf ("%d", (int) choice_of (view)->smallest_group);

	seg_ask_line (view, _("How many people must be in a segment or arm at least?"),
	              _("Those of smaller groups are held back, as far as the file tells who is in which. 0: groups of any size go."), text, take_group, NULL, NULL);
}

void
seg_export_form_ask (SegView *view, SegFormRow row)
{
	static void (*const questions[SEG_N_FORM_ROWS]) (SegView *) = {
		[SEG_FORM_PRESET] = ask_preset, [SEG_FORM_FIELDS] = ask_fields, [SEG_FORM_COLUMNS] = ask_columns, [SEG_FORM_FORMAT] = ask_format,
		[SEG_FORM_ENCODING] = ask_encoding, [SEG_FORM_PEOPLE] = ask_people, [SEG_FORM_PARTS] = ask_parts, [SEG_FORM_GROUP] = ask_group,
	};

	if (row == SEG_FORM_PSEUDONYMS) {
		choice_of (view)->pseudonyms = !choice_of (view)->pseudonyms;
		seg_export_form_changed (view);
	} else if (questions[row] != NULL)
		questions[row] (view);
}
