/* What of the workspace the palette finds besides commands: segments, features, items, rules, campaigns, users. */
#ifndef SEG_PALETTE_THINGS_H
#define SEG_PALETTE_THINGS_H

#include "screen.h"

typedef enum { SEG_THING_SEGMENT, SEG_THING_FEATURE, SEG_THING_ITEM, SEG_THING_RULE, SEG_THING_CAMPAIGN, SEG_THING_USER } SegThingKind;

typedef struct {
	SegThingKind kind;
	gint64 id;      /* 0: known by its name alone */
	char  *name;    /* what commands call it: a key, a name, the number of a segment */
	char  *label;   /* what people call it */
	char  *within;  /* of a segment: its segmentation; else NULL */
	char  *sought;  /* label and name in lower case, and how Chinese ones sound */
} SegThing;

void seg_thing_free (SegThing *thing);

/** The kind in a word, translated. */
const char *seg_thing_kind (const SegThing *thing);
/** Goes to the screen that shows @thing. */
void  seg_thing_open (SegView *view, const SegThing *thing);
/** The command that shows the same, for a shell; @path: of the workspace. Free with g_free(). */
char *seg_thing_command (const SegThing *thing, const char *path);

/** All but users: GPtrArray of SegThing*, owned. Some 10 ms for 10,000 Chinese titles' worth of letters each second: on a worker thread. */
GPtrArray *seg_things_read (SegWorkspace *workspace, SegJob *job, GError **error);
/** Users whose key begins with @typed, at most @most; added to @things. */
void       seg_things_add_users (SegWorkspace *workspace, const char *typed, guint most, GPtrArray *things);

/* Users found for what was typed. */
typedef struct SegFoundUsers SegFoundUsers;

/** Up to @most users whose key begins with @typed: GPtrArray of SegThing*, owned; or NULL, where they are many: then seg_palette_take_users() gets them
 * when they are found, or when the search was given up for another one. */
GPtrArray *seg_palette_find_users (SegApp *app, const char *typed, guint most);
/** The users of @found (owned), where it is for @typed; NULL: it is for something else, or was given up. */
GPtrArray *seg_palette_found_users (SegFoundUsers *found, const char *typed);

#endif
