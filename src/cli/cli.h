/* The command line: parsing and printing only. One file a command, one row in the table of commands.c. */
#ifndef SEG_CLI_H
#define SEG_CLI_H

#include <segscope/job.h>
#include <segscope/workspace.h>

typedef struct SegCommand SegCommand;

struct SegCommand {
	const char *name;      /* "import" */
	const char *arguments; /* "WORKSPACE FILE..." */
	const char *summary;   /* one line for the list of commands; translatable */
	const char *details;   /* for --help below the options: what it does, examples; translatable */
	/* Does it all; @argv[0] is the command's name. FALSE with @error: the caller prints it and picks the exit status. */
	gboolean (*run) (const SegCommand *command, int argc, char **argv, GError **error);
};

extern const SegCommand *const seg_commands[]; /* NULL-terminated */

typedef enum { SEG_OUTPUT_TABLE, SEG_OUTPUT_CSV, SEG_OUTPUT_JSON } SegOutput;

/* The options that every command knows. */
typedef struct {
	SegOutput output; /* --output table|csv|json */
	gint64    seed;   /* --seed N, 1 */
	gboolean  quiet;  /* --quiet: no progress, no remarks */
} SegCommonOptions;

/**
 * Parses the options of @command: @entries (may be NULL) and the common ones (--output, --seed, --threads, --quiet, --help).
 *
 * @n_least, @n_most: how many positional arguments there must be; they stay in @argv[1..], *@argc - 1 of them.
 * --help prints and ends with TRUE and *@argc == 0: the command then returns TRUE at once.
 * FALSE with a usage error that names the command's arguments.
 */
gboolean seg_cli_parse (const SegCommand *command, const GOptionEntry *entries, int n_least, int n_most,
                        int *argc, char ***argv, SegCommonOptions *common, GError **error);

/** "10%", "10 %" or "0.1" as a share of 0 to 1; a number above 1 without % would be a guess, and is refused. @option: for the message. */
gboolean seg_cli_parse_share (const char *text, const char *option, double *share, GError **error);

/** A job whose progress goes to stderr when that is a terminal (not with --quiet) and that Ctrl-C cancels. Unref it;
 * seg_cli_job_end() wipes the progress line before anything is printed. */
SegJob *seg_cli_job (const SegCommonOptions *common);
void    seg_cli_job_end (void);

/** A remark on stderr, unless --quiet. */
void seg_cli_remark (const SegCommonOptions *common, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Tables: filled cell by cell, printed as the person asked. -------------------------------------------------------- */

typedef enum {
	SEG_CELL_TEXT,
	SEG_CELL_INTEGER, /* table: thousands separators */
	SEG_CELL_NUMBER,  /* table: as many digits as useful */
	SEG_CELL_SHARE,   /* 0..1; table: "7.7 %" */
	SEG_CELL_DATE     /* UTC seconds; table and csv: "2024-03-05 14:05", json: a number */
} SegCellKind;

typedef struct SegTable SegTable;

SegTable *seg_table_new (void);
void      seg_table_free (SegTable *table);
/** Declares the next column. @name: for csv and json, "share_of_users"; @heading: for the table, translatable. */
void      seg_table_column (SegTable *table, const char *name, const char *heading, SegCellKind kind);
/* Cells fill rows from left to right; a row ends by itself. */
void      seg_table_text (SegTable *table, const char *value);      /* NULL: empty */
void      seg_table_integer (SegTable *table, gint64 value);
void      seg_table_number (SegTable *table, double value);         /* NAN: empty; also for SHARE */
void      seg_table_missing (SegTable *table);
/** Prints to stdout: an aligned table (clipped to nothing; wide characters measured), CSV or a JSON array of objects. */
void      seg_table_print (const SegTable *table, SegOutput output);
/** The next table that is printed goes into this file instead, in the format of its name; later ones are printed. NULL: none does. */
void      seg_table_set_file (const char *path);
/** Whether the next table goes into a file: then all of it. */
gboolean  seg_table_has_file (void);
/** Says how many rows are in that file. FALSE with @error: it could not be written, or (SEG_ERROR_USAGE) the command printed no table. */
gboolean  seg_table_file_written (const SegCommand *command, GError **error);

/** One line on stdout, in table output only (headings, sentences). */
void seg_cli_say (const SegCommonOptions *common, const char *format, ...) G_GNUC_PRINTF (2, 3);

/** Makes the demo workspace @path without a word, for the interface. */
gboolean seg_cli_make_demo (const char *path, SegJob *job, GError **error);

/** Runs the program: picks the command or opens the interface; returns the exit status. */
int seg_cli_main (int argc, char **argv);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegTable, seg_table_free)

#endif
