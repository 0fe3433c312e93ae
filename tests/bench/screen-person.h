/* A person at a terminal, as a program: types keys, looks at the screen, and takes the time. */
#ifndef SEG_BENCH_SCREEN_PERSON_H
#define SEG_BENCH_SCREEN_PERSON_H

#include "../e2e/terminal-private.h"

/* What some keys took. */
typedef struct {
	GArray *seconds, *bytes; /* of double */
} Answers;

Answers answers_new (void);
void    answers_clear (Answers *answers);
void    answers_note (Answers *answers, double seconds, gsize bytes);
/** A line: how often, milliseconds (median, 99 of 100, worst) and bytes (median, most). */
void    answers_print (const char *what, Answers *answers);
double  answers_quantile (GArray *values, double share);

double  now (void);

/** Starts @arguments (their first is the program) in a terminal of this size. */
Terminal *person_start (const char *const *arguments, int rows, int columns);
/** Ends the program, whatever it does. */
void      person_leave (Terminal *terminal);

/** Reads until nothing has come for @ms. */
void      person_rest (Terminal *terminal, int ms);
/** Reads for so long. */
void      person_wait (Terminal *terminal, double seconds);
/** Whether @text comes to stand on the screen within @seconds. */
gboolean  person_sees (Terminal *terminal, const char *text, double seconds);

/* What is looked at: a rectangle of the screen that nothing but the answer changes; rows and columns from their first to before the end. */
typedef struct {
	int first_row, last_row, first_column, last_column;
} Region;

/** Types @keys (as terminal_keys() has them) and notes how long it is until the region looks otherwise, and how many bytes came by then. FALSE:
 * nothing changed within ten seconds. */
gboolean  person_ask (Terminal *terminal, const char *keys, const Region *region, Answers *answers);
/** The same for another size; the whole screen is looked at. */
gboolean  person_resize (Terminal *terminal, int rows, int columns, Answers *answers);

#endif
