/* Questions and messages in front of the view. None of these waits: the answer comes through a function, later, on the
 * interface thread, and only while the view that asked is open. Esc leaves without an answer. */
#ifndef SEG_DIALOG_H
#define SEG_DIALOG_H

#include <segscope/error.h>

#include "canvas.h"
#include "work.h"

/** Takes the answer. FALSE with @error: the question stays, with the error below what was typed. */
typedef gboolean (*SegLineAnswer) (SegView *view, const char *text, gpointer data, GError **error);

/**
 * Asks for one line of text.
 *
 * @title: what is asked, "Name of the segment". @hint: a sentence below, or NULL. @initial: what stands there at first; what was typed into the same
 * question before can be had with a key (drafts.h).
 * @data: for @answer; freed with @free_data when the question goes away.
 */
void seg_ask_line (SegView *view, const char *title, const char *hint, const char *initial, SegLineAnswer answer,
                   gpointer data, GDestroyNotify free_data);

/** Does what the person gave a reason for; @reason is stripped and not empty. @data is that of the question. */
typedef void (*SegReasonTaken) (SegView *view, const char *reason, gpointer data);

/**
 * Asks why something is to be done that the audit log keeps with its reason; without one the question stays.
 *
 * @title: "Why is the rule changed?". @hint: a sentence below, or NULL: that the reason is kept. @data: freed with @free_data as in seg_ask_line().
 */
void seg_ask_reason (SegView *view, const char *title, const char *hint, SegReasonTaken taken, gpointer data, GDestroyNotify free_data);

/* What a line being typed is told, and what it tells. @data is that of the question. */
typedef struct {
	void        (*changed) (SegView *view, const char *text, gpointer data);
	const char *(*words) (SegView *view, SegInk *ink, gpointer data); /* below the line, at each drawing */
} SegLineLive;

/** The same for a longer line that says something about itself while it is typed. @live must stay. */
void seg_ask_line_live (SegView *view, const char *title, const char *hint, const char *initial, const SegLineLive *live, SegLineAnswer answer,
                        gpointer data, GDestroyNotify free_data);

/** The same for the path of a file: Tab completes. */
void seg_ask_path (SegView *view, const char *title, const char *hint, const char *initial, SegLineAnswer answer,
                   gpointer data, GDestroyNotify free_data);

/** Takes the path of a file to write: there is none of that name, or the person said that it may be written over. */
typedef void (*SegFileAnswer) (SegView *view, const char *path, gpointer data);

/** Asks for a file to write. @initial: a name to begin with, which also serves as example. The others as above. */
void seg_ask_file (SegView *view, const char *title, const char *hint, const char *initial, SegFileAnswer answer, gpointer data,
                   GDestroyNotify free_data);

/** Called for yes; no and Esc do nothing. */
typedef void (*SegYesAnswer) (SegView *view, gpointer data);
void seg_ask_yes (SegView *view, const char *question, SegYesAnswer yes, gpointer data, GDestroyNotify free_data);
/** The same of what does no harm, after something was told: yes comes first. @title: what it is about. */
void seg_ask_whether (SegView *view, const char *title, const char *question, SegYesAnswer yes, gpointer data, GDestroyNotify free_data);

/** Called with the number of the choice. */
typedef void (*SegChoiceAnswer) (SegView *view, guint choice, gpointer data);

/**
 * Asks to choose one of several.
 *
 * @labels: NULL-terminated. @remarks: as many, shown beside, or NULL. @current: where the cursor stands at first.
 * All are copied.
 */
void seg_ask_choice (SegView *view, const char *title, const char *const *labels, const char *const *remarks, guint current,
                     SegChoiceAnswer answer, gpointer data, GDestroyNotify free_data);

/** Takes one flag for each label. FALSE with @error: the question stays, with the error in it. */
typedef gboolean (*SegSeveralAnswer) (SegView *view, const gboolean *chosen, gpointer data, GError **error);

/**
 * Asks to choose any number of things.
 *
 * @hint: a sentence above them, or NULL. @labels: NULL-terminated. @remarks: as many, shown beside, or NULL.
 * @chosen: as many, what is chosen at first; NULL: nothing. All are copied.
 */
void seg_ask_several (SegView *view, const char *title, const char *hint, const char *const *labels, const char *const *remarks,
                      const gboolean *chosen, SegSeveralAnswer answer, gpointer data, GDestroyNotify free_data);

/** A message until a key is pressed. @text: paragraphs, wrapped; scrolls when long. */
void seg_tell (SegView *view, const char *title, const char *text);
/** The message of @error. */
void seg_report (SegView *view, const GError *error);

#endif
