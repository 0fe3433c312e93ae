/* The person's settings: what the file says holds, what is wrong in it is told, what is set is kept beside the person's own lines. */
#include <config.h>
#include <segscope/error.h>
#include <segscope/settings.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

#include "../support/folder.h"

static void
write_settings (const char *text)
{
	g_autofree char *folder = g_path_get_dirname (seg_settings_path ());

	g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
	g_assert_true (g_file_set_contents (seg_settings_path (), text, -1, NULL));
}

static void
test_none (void)
{
	g_autoptr (GError) error = NULL;

	g_assert_false (g_file_test (seg_settings_path (), G_FILE_TEST_EXISTS));
	g_assert_true (seg_settings_load (&error));
	g_assert_no_error (error);
	g_assert_cmpstr (seg_setting (SEG_SETTING_SCHEME), ==, "auto");
	g_assert_cmpstr (seg_setting (SEG_SETTING_MOUSE), ==, "on");
	g_assert_cmpuint (seg_setting_key ("palette"), ==, 0);
}

static void
test_set (void)
{
	g_autoptr (GError) error = NULL;
	g_autofree char *text = NULL;
	SegSettingId id;

	write_settings ("# mine\n[interface]\nmouse=off\n\n[keys]\nquit=Q\n");
	g_assert_true (seg_settings_load (&error));
	g_assert_true (seg_setting_find ("scheme", &id, &error));
	g_assert_true (seg_setting_set (id, "colour-blind", &error));
	g_assert_no_error (error);
	g_assert_cmpstr (seg_setting (SEG_SETTING_SCHEME), ==, "colour-blind");
	g_assert_true (g_file_get_contents (seg_settings_path (), &text, NULL, NULL));
	g_assert_nonnull (strstr (text, "# mine"));
	g_assert_nonnull (strstr (text, "quit=Q"));
	g_assert_nonnull (strstr (text, "mouse=off"));
	g_assert_nonnull (strstr (text, "scheme=colour-blind"));
	g_assert_true (seg_settings_load (&error));
	g_assert_cmpstr (seg_setting (SEG_SETTING_SCHEME), ==, "colour-blind");
	g_assert_cmpuint (seg_setting_key ("quit"), ==, 'Q');

	g_assert_false (seg_setting_set (id, "pink", &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_USAGE);
	g_assert_nonnull (strstr (error->message, "high-contrast"));
	g_assert_cmpstr (seg_setting (SEG_SETTING_SCHEME), ==, "colour-blind");
	g_clear_error (&error);
	g_assert_false (seg_setting_find ("colour", &id, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_USAGE);
}

/* What can be read holds, what cannot is told with its place. */
static void
test_wrong (void)
{
	static const struct { const char *text, *told; int code; const char *mouse; } cases[] = {
		{ "[interface]\nscheme=pink\nmouse=off\n", "pink", SEG_ERROR_DATA, "off" },
		{ "[interface]\nmouse=off\n[keys]\npalette=Ctrl-1\n", "palette", SEG_ERROR_DATA, "off" },
		{ "[interface]\nmouse=off\n[keys]\npalette=ab\n", "\"ab\"", SEG_ERROR_DATA, "off" },
		{ "mouse=off\n", "line 1: “mouse=off” stands in no group", SEG_ERROR_DATA, "on" },
		{ "[interface]\nmouse=off\n\nscheme=pink\n", "line 4", SEG_ERROR_DATA, "off" },
		{ "# mine\n[interface]\nschme=dark\nmouse=off\n", "line 3", SEG_ERROR_DATA, "off" },
		{ "[interface]\nmouse=off\nwhat is this\n[keys]\n", "line 3: “what is this”", SEG_ERROR_DATA, "off" },
		{ "[interface]\nmouse=off\n[colours]\na=b\n", "line 3: there is no group [colours]", SEG_ERROR_DATA, "off" },
		{ "[interface]\nmouse=off\nscheme=\xff\n", "line 3", SEG_ERROR_DATA, "off" },
		{ "[keys]\nquit=Q\npalette=Ctrl-M\n[interface]\nmouse=off\n", "line 3", SEG_ERROR_DATA, "off" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		g_autoptr (GError) error = NULL;

		write_settings (cases[i].text);
		g_assert_false (seg_settings_load (&error));
		g_assert_error (error, SEG_ERROR, cases[i].code);
		g_assert_nonnull (strstr (error->message, cases[i].told));
		g_assert_cmpstr (seg_settings_mistake (), ==, error->message);
		if (cases[i].mouse != NULL)
			g_assert_cmpstr (seg_setting (SEG_SETTING_MOUSE), ==, cases[i].mouse);
	}
}

/* All mistakes are told, each with its line, in the order of the file; of a file that is something else, the first. */
static void
test_all_wrong (void)
{
	static const char *const told[] = { "line 1: “lonely=1”", "line 3: [interface] scheme = \"pink\"", "line 4: There is no setting \"schme\"", "line 5: “nonsense”",
		                                "line 6: [interface] numbers = \"roman\"", "line 7: there is no group [colours]", "line 9: [keys] palette = \"ab\"" };
	g_autoptr (GError) error = NULL, of_many = NULL;
	g_autoptr (GString) many = g_string_new (NULL);
	g_auto (GStrv) lines = NULL;

	write_settings ("lonely=1\n[interface]\nscheme=pink\nschme=dark\nnonsense\nnumbers=roman\n[colours]\n[keys]\npalette=ab\nquit=Q\n");
	g_assert_false (seg_settings_load (&error));
	lines = g_strsplit (error->message, "\n", -1);
	g_assert_cmpuint (g_strv_length (lines), ==, G_N_ELEMENTS (told));
	for (gsize i = 0; i < G_N_ELEMENTS (told); i++)
		g_assert_nonnull (strstr (lines[i], told[i]));
	g_assert_cmpuint (seg_setting_key ("quit"), ==, 'Q');
	for (guint i = 0; i < 100; i++)
		g_string_append (many, "nonsense\n");
	write_settings (many->str);
	g_assert_false (seg_settings_load (&of_many));
	g_assert_nonnull (strstr (of_many->message, "line 20: "));
	g_assert_null (strstr (of_many->message, "line 21: "));
	g_assert_nonnull (strstr (of_many->message, "and 80 more mistakes"));
}

static void
test_keys (void)
{
	g_autoptr (GError) error = NULL;

	write_settings ("[keys]\npalette=Ctrl-O\nquit=\xc3\xa9\nhelp= ! \n");
	g_assert_true (seg_settings_load (&error));
	g_assert_no_error (error);
	g_assert_cmpuint (seg_setting_key ("palette"), ==, 'o' & 0x1f);
	g_assert_cmpuint (seg_setting_key ("quit"), ==, 0xe9);
	g_assert_cmpuint (seg_setting_key ("help"), ==, '!');
	g_assert_cmpuint (seg_setting_key ("rail"), ==, 0);
}

/* A key is chosen, kept beside what the person wrote, and given up again; a file with a mistake is left alone. */
static void
test_set_key (void)
{
	g_autoptr (GError) error = NULL;
	g_autofree char *text = NULL, *untouched = NULL;

	write_settings ("# mine\n[keys]\nquit=Q\n");
	g_assert_true (seg_settings_load (&error));
	g_assert_null (seg_settings_mistake ());
	g_assert_true (seg_setting_set_key ("palette", 'o' & 0x1f, &error));
	g_assert_true (seg_setting_set_key ("help", 0x4e2d, &error));
	g_assert_true (seg_setting_set_key ("rail", '#', &error));
	g_assert_true (seg_setting_set_key ("back", '\\', &error));
	g_assert_true (seg_setting_set_key ("quit", 0, &error));
	g_assert_no_error (error);
	g_assert_cmpuint (seg_setting_n_keys (), ==, 4);
	g_assert_true (seg_settings_load (&error));
	g_assert_cmpuint (seg_setting_key ("palette"), ==, 'o' & 0x1f);
	g_assert_cmpuint (seg_setting_key ("help"), ==, 0x4e2d);
	g_assert_cmpuint (seg_setting_key ("rail"), ==, '#');
	g_assert_cmpuint (seg_setting_key ("back"), ==, '\\');
	g_assert_cmpuint (seg_setting_key_line ("palette"), >, 2);
	g_assert_cmpuint (seg_setting_key_line ("quit"), ==, 0);
	g_assert_cmpuint (seg_setting_key ("quit"), ==, 0);
	text = test_file_read (seg_settings_path ());
	test_contains (text, "# mine");

	write_settings ("[keys]\nquit Q\n");
	g_assert_false (seg_setting_set_key ("help", '!', &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_DATA);
	test_contains (error->message, "line 2");
	untouched = test_file_read (seg_settings_path ());
	g_assert_cmpstr (untouched, ==, "[keys]\nquit Q\n");
	for (const char *c = "\b\t\n\r\003\033 \177"; *c != '\0'; c++)
		g_assert_false (seg_setting_key_is_possible ((gunichar) *c));
}

/* A folder that cannot be made: nothing is set. */
static void
test_unwritable (void)
{
	g_autoptr (GError) error = NULL;
	g_autofree char *folder = g_path_get_dirname (seg_settings_path ());

	write_settings ("");
	g_assert_true (seg_settings_load (NULL));
	g_remove (seg_settings_path ());
	g_rmdir (folder);
	g_assert_true (g_file_set_contents (folder, "a file where the folder should be", -1, NULL));
	seg_settings_load (NULL);
	g_assert_false (seg_setting_set (SEG_SETTING_MOUSE, "off", &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_FILE);
	g_assert_cmpstr (seg_setting (SEG_SETTING_MOUSE), ==, "on");
	g_remove (folder);
}

/* The language changes while the program runs, and back. */
static void
test_language (void)
{
	const char *messages = g_getenv ("SEGSCOPE_LOCALE");
	g_autoptr (GError) error = NULL;

	if (messages == NULL) {
		g_test_skip ("no catalogue of messages is named (SEGSCOPE_LOCALE)");
		return;
	}
	bindtextdomain (GETTEXT_PACKAGE, messages);
	bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
	textdomain (GETTEXT_PACKAGE);
	write_settings ("");
	g_assert_true (seg_settings_load (&error));
	seg_language_use ();
	g_assert_cmpstr (_("Mouse"), ==, "Mouse");
	for (guint i = 0; i < 3; i++) {
		g_assert_true (seg_setting_set (SEG_SETTING_LANGUAGE, "zh_CN", &error));
		seg_language_use ();
		g_assert_cmpstr (_("Mouse"), ==, "鼠标");
		g_assert_true (seg_setting_set (SEG_SETTING_LANGUAGE, i < 2 ? "en" : "auto", &error));
		seg_language_use ();
		g_assert_cmpstr (_("Mouse"), ==, "Mouse");
	}
}

int
main (int argc, char **argv)
{
	char *folder = test_folder_new ();
	int status;

	g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
	g_unsetenv ("LANGUAGE");
	setlocale (LC_ALL, "C.UTF-8");
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/settings/none", test_none);
	g_test_add_func ("/settings/set", test_set);
	g_test_add_func ("/settings/wrong", test_wrong);
	g_test_add_func ("/settings/all-wrong", test_all_wrong);
	g_test_add_func ("/settings/keys", test_keys);
	g_test_add_func ("/settings/set-key", test_set_key);
	g_test_add_func ("/settings/unwritable", test_unwritable);
	g_test_add_func ("/settings/language", test_language);
	status = g_test_run ();
	test_folder_remove (folder);
	return status;
}
