/* What a person likes, whatever the workspace: kept in segscope.conf, in segscope's folder of the XDG configuration folder
 * ($XDG_CONFIG_HOME, else ~/.config). Main thread only. */
#ifndef SEGSCOPE_SETTINGS_H
#define SEGSCOPE_SETTINGS_H

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
	SEG_SETTING_LANGUAGE,
	SEG_SETTING_SCHEME,
	SEG_SETTING_CHARACTERS,
	SEG_SETTING_MOUSE,
	SEG_SETTING_NUMBERS,
	SEG_SETTING_DATES,
	SEG_SETTING_CURRENCY,
	SEG_SETTING_DEMO,
	SEG_SETTING_DETAILS,
	SEG_N_SETTINGS
} SegSettingId;

#define SEG_SETTING_MAX_VALUES 8

typedef struct {
	const char *name;    /* "scheme": in the file and for the command */
	const char *label;   /* translatable: for the screen */
	const char *meaning; /* translatable: a sentence */
	struct {
		const char *name;  /* NULL ends the list; the first is what holds where nothing was chosen */
		const char *label; /* translatable, except for names of languages, which are in themselves */
	} values[SEG_SETTING_MAX_VALUES];
} SegSetting;

extern const SegSetting seg_settings[SEG_N_SETTINGS];

/** The row of @name in seg_settings. FALSE with SEG_ERROR_USAGE, which lists the names there are. */
gboolean seg_setting_find (const char *name, SegSettingId *id, GError **error);

/** The path of the file, which need not exist. Owned by the function. */
const char *seg_settings_path (void);

/**
 * Reads the file, once at the start of the program; where there is none, everything is at its first value.
 * FALSE with SEG_ERROR_FILE or SEG_ERROR_DATA: all that could be read holds. The message has a line for each mistake (file, line, group, name, value,
 * and what is possible); of very many it has the first, and how many more there are.
 */
gboolean seg_settings_load (GError **error);

/** What seg_settings_load() found wrong, for whoever comes later to tell it; NULL: nothing. */
const char *seg_settings_mistake (void);

/** "auto, dark, light": free it. */
char *seg_setting_value_names (SegSettingId id);

/** What holds: a name of the setting's values. */
const char *seg_setting (SegSettingId id);

/**
 * Sets and writes the file (by a rename; lines and comments of the person's own stay).
 * SEG_ERROR_USAGE: no such value, lists those there are; SEG_ERROR_FILE: cannot be written, and nothing is set.
 */
gboolean seg_setting_set (SegSettingId id, const char *value, GError **error);

/** Lets @value hold until the program ends, and writes nothing; what is no value changes nothing. */
void     seg_setting_use (SegSettingId id, const char *value);

/**
 * What is kept for @name in the group [lists]: the columns of a list of the interface, as list-columns.c writes them. Owned by the settings;
 * NULL: nothing.
 */
const char *const *seg_setting_columns (const char *name);
/** Sets and writes it as seg_setting_set() does; @columns NULL: forgets it. */
gboolean seg_setting_set_columns (const char *name, const char *const *columns, GError **error);

/** The key that the person bound to the command @name of the interface ("rename-segment", as the palette shows) in the group
 * [keys]: a character, or 1 to 26 for Ctrl and a letter; 0: none. */
gunichar seg_setting_key (const char *name);
/** Sets and writes it as seg_setting_set() does; @key 0: forgets it. */
gboolean seg_setting_set_key (const char *name, gunichar key, GError **error);
/** Whether a command may be bound to @key: a character that is seen, or Ctrl and a letter, except those that a terminal cannot tell from
 * Enter, Tab and Backspace, and Ctrl-C. */
gboolean seg_setting_key_is_possible (gunichar key);
/** The line of the file in which the key of @name is chosen; 0: in none. */
guint    seg_setting_key_line (const char *name);
/** How many keys the person has chosen, and the names of their commands (strings, owned). */
guint    seg_setting_n_keys (void);
GPtrArray *seg_setting_key_names (void);

/**
 * Speaks the language of the settings from now on, as far as there is a catalogue; "auto": that of the environment.
 * Not while other threads run, as gettext reads the environment.
 */
void seg_language_use (void);

G_END_DECLS

#endif
