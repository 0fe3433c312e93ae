/* How to get to every screen of the interface, from any step of the rail, over a demo workspace. A new screen gets a row in routes.c. */
#ifndef SEG_TEST_ROUTES_H
#define SEG_TEST_ROUTES_H

#include <glib.h>

typedef struct {
	const char *view; /* name of its class */
	const char *keys; /* as a session has them behind "keys"; after each of them, what it began has ended */
	gboolean    is_slow; /* more than a second: a usual run leaves it out */
} Route;

extern const char routes_first[]; /* keys to press once, when the program has begun */
extern const Route routes[]; /* each works after those before it; ends with view NULL */

/** Makes the demo workspace demo.seg in @folder, with what some screens need besides, and files to import. */
void routes_prepare (const char *folder);

/** The same before results of its campaign have come in, which makes features and segments stale. */
void routes_prepare_fresh (const char *folder);

/** Adds the tests of test-screens.c, which run in @template, where routes_prepare() was. */
void screens_add_tests (const char *template);

#endif
