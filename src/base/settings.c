/* The person's own settings: a table of what can be chosen, and the file it is kept in. */
#include <config.h>
#include <segscope/settings.h>

#include <segscope/error.h>

#include <glib/gi18n.h>
#include <errno.h>
#include <locale.h>
#include <string.h>

#define GROUP "interface"
#define KEYS "keys"

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
};

static const char *chosen[SEG_N_SETTINGS]; /* of the values in the table; NULL: the first */
static GHashTable *keys;                   /* name of a command -> key; NULL: none */

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
static GKeyFile *
read_file (GError **error)
{
	g_autoptr (GKeyFile) file = g_key_file_new ();
	g_autoptr (GError) failure = NULL;

	if (!g_key_file_load_from_file (file, seg_settings_path (), G_KEY_FILE_KEEP_COMMENTS | G_KEY_FILE_KEEP_TRANSLATIONS, &failure)
	    && !g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_NOENT) && !g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_NOTDIR)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("The settings in %s cannot be read: %s. Correct the file, or delete it"), seg_settings_path (), failure->message);
		return NULL;
	}
	return g_steal_pointer (&file);
}

static gboolean
take_value (GKeyFile *file, SegSettingId id, GError **error)
{
	const SegSetting *setting = &seg_settings[id];
	g_autofree char *value = g_key_file_get_string (file, GROUP, setting->name, NULL), *names = NULL;

	chosen[id] = value != NULL ? known_value (setting, g_strstrip (value)) : NULL;
	if (value == NULL || chosen[id] != NULL)
		return TRUE;
	names = seg_setting_value_names (id);
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("%s: [%s] %s = \"%s\" means nothing; possible are: %s"), seg_settings_path (), GROUP, setting->name, value, names);
	return FALSE;
}

/* "x" or "Ctrl-X"; 0: neither. */
static gunichar
parse_key (const char *text)
{
	const gboolean with_control = g_ascii_strncasecmp (text, "Ctrl-", 5) == 0 && text[5] != '\0';
	const char *character = with_control ? text + 5 : text;
	gunichar key = g_utf8_validate (character, -1, NULL) && g_utf8_strlen (character, -1) == 1 ? g_utf8_get_char (character) : 0;

	if (with_control)
		return key < 0x80 && g_ascii_isalpha ((char) key) ? key & 0x1f : 0;
	return g_unichar_isprint (key) ? key : 0;
}

static gboolean
take_keys (GKeyFile *file, GError **error)
{
	g_auto (GStrv) names = g_key_file_get_keys (file, KEYS, NULL, NULL);

	g_clear_pointer (&keys, g_hash_table_unref);
	keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; names != NULL && names[i] != NULL; i++) {
		g_autofree char *text = g_key_file_get_string (file, KEYS, names[i], NULL);
		gunichar key = text != NULL ? parse_key (g_strstrip (text)) : 0;

		if (key == 0) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("%s: [%s] %s = \"%s\" is no key; write one character, or Ctrl- and a letter"), seg_settings_path (), KEYS, names[i], text != NULL ? text : "");
			return FALSE;
		}
		g_hash_table_insert (keys, g_strdup (names[i]), GUINT_TO_POINTER (key));
	}
	return TRUE;
}

gboolean
seg_settings_load (GError **error)
{
	g_autoptr (GKeyFile) file = read_file (error);
	gboolean success = TRUE;

	if (file == NULL)
		return FALSE;
	for (guint i = 0; i < SEG_N_SETTINGS; i++)
		success = take_value (file, (SegSettingId) i, success ? error : NULL) && success;
	return take_keys (file, success ? error : NULL) && success;
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
