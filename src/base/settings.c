/* The person's own settings: a table of what can be chosen, and the file it is kept in. */
#include <config.h>
#include <segscope/settings.h>

#include "settings-lines.h"
#include <segscope/error.h>

#include <glib/gi18n.h>
#include <errno.h>
#include <locale.h>
#include <string.h>

#define GROUP "interface"
#define KEYS "keys"
#define LISTS "lists"

const SegSetting seg_settings[SEG_N_SETTINGS] = {
	[SEG_SETTING_LANGUAGE] = { "language", N_("Language"), N_("The language of screens and messages"),
		{ { "auto", N_("as the system says") }, { "en", "English" }, { "zh_CN", "中文" } } },
	[SEG_SETTING_SCHEME] = { "scheme", N_("Colours"), N_("How the screens are coloured; the terminal's own background always stays"),
		{ { "auto", N_("as the terminal says") }, { "dark", N_("for a dark background") }, { "light", N_("for a light background") },
		  { "high-contrast", N_("high contrast") }, { "colour-blind", N_("safe for colour-blind eyes") },
		  { "basic", N_("the terminal's 16 colours") }, { "mono", N_("no colours") } } },
	[SEG_SETTING_CHARACTERS] = { "characters", N_("Lines and charts"), N_("What lines and charts are drawn with"),
		{ { "auto", N_("as the terminal can") }, { "ascii", N_("plain ASCII") } } },
	[SEG_SETTING_MOUSE] = { "mouse", N_("Mouse"), N_("Whether clicks and the wheel do something; off leaves the mouse to the terminal"),
		{ { "on", N_("on") }, { "off", N_("off") } } },
	[SEG_SETTING_NUMBERS] = { "numbers", N_("Numbers"), N_("How numbers are written on screens; files that are exported always have 1234.5"),
		{ { "comma-point", "1,234.5" }, { "point-comma", "1.234,5" }, { "space-comma", "1 234,5" }, { "apostrophe-point", "1'234.5" }, { "plain", "1234.5" } } },
	[SEG_SETTING_DATES] = { "dates", N_("Dates"), N_("How dates are written on screens; files that are exported, and fields, always have 2024-03-05"),
		{ { "iso", "2024-03-05" }, { "year-slashes", "2024/03/05" }, { "day-points", "05.03.2024" }, { "day-slashes", N_("05/03/2024, day first") },
		  { "month-slashes", N_("03/05/2024, month first") } } },
	[SEG_SETTING_CURRENCY] = { "currency", N_("Currency"), N_("The sign before amounts of money on screens; nothing is converted"),
		{ { "none", N_("no sign") }, { "yuan", "¥" }, { "dollar", "$" }, { "euro", "€" }, { "pound", "£" } } },
	[SEG_SETTING_DEMO] = { "demo", N_("Demo mode"), N_("For showing to others: what names people is covered on the screen, PgDn goes to the next step"),
		{ { "off", N_("off") }, { "on", N_("on") } } },
	[SEG_SETTING_DETAILS] = { "details", N_("Beside lists"), N_("Whether what the row under the cursor is stands beside lists, in terminals of 120 columns and more"),
		{ { "on", N_("the row in detail") }, { "off", N_("nothing") } } },
};

static const char *chosen[SEG_N_SETTINGS]; /* of the values in the table; NULL: the first */
static GHashTable *keys;                   /* name of a command -> key; NULL: none */
static GHashTable *lists;                  /* name of a list -> GStrv: its columns; NULL: none */
static char *mistake;                      /* what was wrong when the file was read; NULL: nothing */

/* The file ---------------------------------------------------------------------------------------------------------- */

const char *
seg_settings_path (void)
{
	static char *path;

	if (path == NULL)
		path = g_build_filename (g_get_user_config_dir (), "segscope", "segscope.conf", NULL);
	return path;
}

char *
seg_setting_value_names (SegSettingId id)
{
	const SegSetting *setting = &seg_settings[id];
	GString *names = g_string_new (setting->values[0].name);

	for (guint i = 1; i < SEG_SETTING_MAX_VALUES && setting->values[i].name != NULL; i++)
		g_string_append_printf (names, ", %s", setting->values[i].name);
	return g_string_free (names, FALSE);
}

/* The table's own copy of @value, or NULL. */
static const char *
known_value (const SegSetting *setting, const char *value)
{
	for (guint i = 0; i < SEG_SETTING_MAX_VALUES && setting->values[i].name != NULL; i++)
		if (strcmp (setting->values[i].name, value) == 0)
			return setting->values[i].name;
	return NULL;
}

gboolean
seg_setting_find (const char *name, SegSettingId *id, GError **error)
{
	GString *names = g_string_new (NULL);

	for (guint i = 0; i < SEG_N_SETTINGS; i++) {
		if (strcmp (seg_settings[i].name, name) == 0) {
			*id = (SegSettingId) i;
			g_string_free (names, TRUE);
			return TRUE;
		}
		g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", seg_settings[i].name);
	}
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no setting \"%s\"; there are: %s"), name, names->str);
	g_string_free (names, TRUE);
	return FALSE;
}

/* A file that is not there is an empty one. */
static char *
read_text (GError **error)
{
	g_autoptr (GError) failure = NULL;
	char *text = NULL;

	if (g_file_get_contents (seg_settings_path (), &text, NULL, &failure))
		return text;
	if (g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_NOENT) || g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_NOTDIR))
		return g_strdup ("");
	g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("The settings in %s cannot be read: %s. Correct the file, or delete it"), seg_settings_path (), failure->message);
	return NULL;
}

static GKeyFile *
parse_text (const char *text, GError **error)
{
	g_autoptr (GKeyFile) file = g_key_file_new ();
	g_autoptr (GError) failure = NULL;

	if (*text != '\0' && !g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_KEEP_COMMENTS | G_KEY_FILE_KEEP_TRANSLATIONS, &failure)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("The settings in %s cannot be read: %s. Correct the file, or delete it"), seg_settings_path (), failure->message);
		return NULL;
	}
	return g_steal_pointer (&file);
}

static GKeyFile *
read_file (GError **error)
{
	g_autofree char *text = read_text (error), *good = NULL;
	g_autoptr (GPtrArray) mistakes = seg_settings_mistakes_new ();

	if (text == NULL)
		return NULL;
	good = seg_settings_good_lines (text, mistakes);
	return seg_settings_mistakes_none (mistakes, seg_settings_path (), error) ? parse_text (good, error) : NULL;
}

static void
take_value (GKeyFile *file, const char *text, SegSettingId id, GPtrArray *mistakes)
{
	const SegSetting *setting = &seg_settings[id];
	g_autofree char *value = g_key_file_get_string (file, GROUP, setting->name, NULL), *names = NULL;

	chosen[id] = value != NULL ? known_value (setting, g_strstrip (value)) : NULL;
	if (value == NULL || chosen[id] != NULL)
		return;
	names = seg_setting_value_names (id);
	seg_settings_mistakes_add (mistakes, seg_settings_line (text, GROUP, setting->name),
	                           g_strdup_printf (_("[%s] %s = \"%s\" means nothing; possible are: %s"), GROUP, setting->name, value, names));
}

/* "x" or "Ctrl-X"; 0: neither. */
static gunichar
parse_key (const char *text)
{
	const gboolean with_control = g_ascii_strncasecmp (text, "Ctrl-", 5) == 0 && text[5] != '\0';
	const char *character = with_control ? text + 5 : text;
	gunichar key = g_utf8_validate (character, -1, NULL) && g_utf8_strlen (character, -1) == 1 ? g_utf8_get_char (character) : 0;

	if (with_control)
		key = key < 0x80 && g_ascii_isalpha ((char) key) ? key & 0x1f : 0;
	return seg_setting_key_is_possible (key) ? key : 0;
}

gboolean
seg_setting_key_is_possible (gunichar key)
{
	if (key > 0 && key < 0x20)
		return key <= 26 && strchr ("\b\t\n\r\003", (int) key) == NULL;
	return key != ' ' && g_unichar_isprint (key);
}

static char *
key_text (gunichar key)
{
	char utf8[7] = "";

	if (key < 0x20)
		return g_strdup_printf ("Ctrl-%c", (char) (key + '@'));
	g_unichar_to_utf8 (key, utf8);
	return g_strdup (utf8);
}

static void
take_keys (GKeyFile *file, const char *lines, GPtrArray *mistakes)
{
	g_auto (GStrv) names = g_key_file_get_keys (file, KEYS, NULL, NULL);

	g_clear_pointer (&keys, g_hash_table_unref);
	keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; names != NULL && names[i] != NULL; i++) {
		g_autofree char *text = g_key_file_get_string (file, KEYS, names[i], NULL);
		gunichar key = text != NULL ? parse_key (g_strstrip (text)) : 0;

		if (key != 0) {
			g_hash_table_insert (keys, g_strdup (names[i]), GUINT_TO_POINTER (key));
			continue;
		}
		seg_settings_mistakes_add (mistakes, seg_settings_line (lines, KEYS, names[i]),
		                           g_strdup_printf (_("[%s] %s = \"%s\" is no key that can be chosen; write one character, or Ctrl- and a letter other than C, H, I, J and M"),
		                                            KEYS, names[i], text != NULL ? text : ""));
	}
}

/* What makes no sense in it is left out by the list. */
static void
take_lists (GKeyFile *file)
{
	g_auto (GStrv) names = g_key_file_get_keys (file, LISTS, NULL, NULL);

	g_clear_pointer (&lists, g_hash_table_unref);
	lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
	for (guint i = 0; names != NULL && names[i] != NULL; i++) {
		char **columns = g_key_file_get_string_list (file, LISTS, names[i], NULL, NULL);

		if (columns != NULL)
			g_hash_table_insert (lists, g_strdup (names[i]), columns);
	}
}

/* Every group and every name in [interface] must be known: a name that is misspelt would do nothing. */
static void
check_names (GKeyFile *file, const char *text, GPtrArray *mistakes)
{
	static const char *const known[] = { GROUP, KEYS, LISTS, NULL };
	g_auto (GStrv) groups = g_key_file_get_groups (file, NULL), names = g_key_file_get_keys (file, GROUP, NULL, NULL);

	for (guint i = 0; groups[i] != NULL; i++)
		if (!g_strv_contains (known, groups[i]))
			seg_settings_mistakes_add (mistakes, seg_settings_line (text, groups[i], NULL),
			                           g_strdup_printf (_("there is no group [%s]; there are: [%s], [%s], [%s]"), groups[i], GROUP, KEYS, LISTS));
	for (guint i = 0; names != NULL && names[i] != NULL; i++) {
		g_autoptr (GError) failure = NULL;
		SegSettingId id;

		if (!seg_setting_find (names[i], &id, &failure))
			seg_settings_mistakes_add (mistakes, seg_settings_line (text, GROUP, names[i]), g_strdup (failure->message));
	}
}

static void
take_file (GKeyFile *file, const char *text, GPtrArray *mistakes)
{
	check_names (file, text, mistakes);
	for (guint i = 0; i < SEG_N_SETTINGS; i++)
		take_value (file, text, (SegSettingId) i, mistakes);
	take_lists (file);
	take_keys (file, text, mistakes);
}

gboolean
seg_settings_load (GError **error)
{
	g_autoptr (GError) failure = NULL;
	g_autoptr (GPtrArray) mistakes = seg_settings_mistakes_new ();
	g_autofree char *text = read_text (&failure), *good = text != NULL ? seg_settings_good_lines (text, mistakes) : NULL;
	g_autoptr (GKeyFile) file = good != NULL ? parse_text (good, &failure) : NULL;

	if (file != NULL)
		take_file (file, good, mistakes);
	g_clear_pointer (&mistake, g_free);
	if (failure == NULL && seg_settings_mistakes_none (mistakes, seg_settings_path (), &failure))
		return TRUE;
	mistake = g_strdup (failure->message);
	g_propagate_error (error, g_steal_pointer (&failure));
	return FALSE;
}

const char *
seg_settings_mistake (void)
{
	return mistake;
}

const char *
seg_setting (SegSettingId id)
{
	return chosen[id] != NULL ? chosen[id] : seg_settings[id].values[0].name;
}

gunichar
seg_setting_key (const char *name)
{
	return keys != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (keys, name)) : 0;
}

static gboolean
write_file (GKeyFile *file, GError **error)
{
	g_autofree char *folder = g_path_get_dirname (seg_settings_path ());
	g_autoptr (GError) failure = NULL;

	if (g_mkdir_with_parents (folder, 0700) != 0)
		g_set_error (&failure, G_FILE_ERROR, g_file_error_from_errno (errno), "%s", g_strerror (errno));
	if (failure == NULL && g_key_file_save_to_file (file, seg_settings_path (), &failure))
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("The settings cannot be written to %s: %s"), seg_settings_path (), failure->message);
	return FALSE;
}

gboolean
seg_setting_set (SegSettingId id, const char *value, GError **error)
{
	const SegSetting *setting = &seg_settings[id];
	const char *known = known_value (setting, value);
	g_autofree char *names = NULL;
	g_autoptr (GKeyFile) file = NULL;

	if (known == NULL) {
		names = seg_setting_value_names (id);
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is no value of %s; possible are: %s"), value, setting->name, names);
		return FALSE;
	}
	file = read_file (error);
	if (file == NULL)
		return FALSE;
	g_key_file_set_string (file, GROUP, setting->name, known);
	if (!write_file (file, error))
		return FALSE;
	chosen[id] = known;
	return TRUE;
}

void
seg_setting_use (SegSettingId id, const char *value)
{
	const char *known = known_value (&seg_settings[id], value);

	if (known != NULL)
		chosen[id] = known;
}

gboolean
seg_setting_set_key (const char *name, gunichar key, GError **error)
{
	g_autoptr (GKeyFile) file = read_file (error);
	g_autofree char *text = key != 0 ? key_text (key) : NULL;

	if (file == NULL)
		return FALSE;
	if (text != NULL)
		g_key_file_set_string (file, KEYS, name, text);
	else
		g_key_file_remove_key (file, KEYS, name, NULL);
	if (!write_file (file, error))
		return FALSE;
	if (keys == NULL)
		keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	if (key != 0)
		g_hash_table_insert (keys, g_strdup (name), GUINT_TO_POINTER (key));
	else
		g_hash_table_remove (keys, name);
	return TRUE;
}

guint
seg_setting_key_line (const char *name)
{
	g_autofree char *text = read_text (NULL);

	return text != NULL ? seg_settings_line (text, KEYS, name) : 0;
}

guint
seg_setting_n_keys (void)
{
	return keys != NULL ? g_hash_table_size (keys) : 0;
}

GPtrArray *
seg_setting_key_names (void)
{
	GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
	GHashTableIter iter;
	gpointer name;

	if (keys == NULL)
		return names;
	g_hash_table_iter_init (&iter, keys);
	while (g_hash_table_iter_next (&iter, &name, NULL))
		g_ptr_array_add (names, g_strdup (name));
	return names;
}

const char *const *
seg_setting_columns (const char *name)
{
	return lists != NULL ? g_hash_table_lookup (lists, name) : NULL;
}

gboolean
seg_setting_set_columns (const char *name, const char *const *columns, GError **error)
{
	g_autoptr (GKeyFile) file = read_file (error);

	if (file == NULL)
		return FALSE;
	if (columns != NULL)
		g_key_file_set_string_list (file, LISTS, name, columns, g_strv_length ((GStrv) columns));
	else
		g_key_file_remove_key (file, LISTS, name, NULL);
	if (!write_file (file, error))
		return FALSE;
	take_lists (file);
	return TRUE;
}

#ifdef __GLIBC__
extern int _nl_msg_cat_cntr; /* the C library's own; see "Being a gettext grok" in the manual of gettext */
#endif

/* Makes gettext look up again what it has looked up: it does not see by itself that LANGUAGE has changed. */
static void
forget_messages (void)
{
#ifdef __GLIBC__
	++_nl_msg_cat_cntr;
#endif
}

/* The language ------------------------------------------------------------------------------------------------------ */

void
seg_language_use (void)
{
	static gboolean has_looked;
	static char *environment; /* LANGUAGE as it was before; NULL: not set */
	static char *locale;      /* of messages, before */
	const char *language = seg_setting (SEG_SETTING_LANGUAGE);

	if (!has_looked) {
		environment = g_strdup (g_getenv ("LANGUAGE"));
		locale = g_strdup (setlocale (LC_MESSAGES, NULL));
		has_looked = TRUE;
	}
	if (strcmp (language, "auto") == 0) {
		if (environment != NULL)
			g_setenv ("LANGUAGE", environment, TRUE);
		else
			g_unsetenv ("LANGUAGE");
		setlocale (LC_MESSAGES, locale);
		forget_messages ();
		return;
	}
	/* In the locale "C" gettext translates nothing, whatever LANGUAGE says. */
	g_setenv ("LANGUAGE", language, TRUE);
	if (setlocale (LC_MESSAGES, strcmp (locale, "C") == 0 || strcmp (locale, "POSIX") == 0 ? "C.UTF-8" : locale) == NULL)
		setlocale (LC_MESSAGES, "");
	forget_messages ();
}
