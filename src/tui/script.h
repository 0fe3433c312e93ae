/* Sessions as text: what a person did at the interface, one thing a line, to be read, edited and done again.
 *
 *     # a remark
 *     size 120x36                    the terminal it was recorded in
 *     keys :segments<Enter>          text as it is, other keys by name: <Enter> <Esc> <Tab> <S-Tab> <Space> <Backspace> <Delete>
 *                                    <Up> <Down> <Left> <Right> <PageUp> <PageDown> <Home> <End> <C-c> <lt> (the < itself)
 *     click 12 5                     column and row from 0; also double-click, drag (with the button held), release
 *     wheel 12 5 1                   -1 up, 1 down
 *     wait                           until nothing runs any more
 *     expect Champions               waits likewise, then asks for this text on the screen
 *     pause 2                        seconds */
#ifndef SEG_SCRIPT_H
#define SEG_SCRIPT_H

#include "event.h"

typedef enum {
	SEG_SCRIPT_EVENT,
	SEG_SCRIPT_SIZE,
	SEG_SCRIPT_WAIT,
	SEG_SCRIPT_EXPECT,
	SEG_SCRIPT_PAUSE
} SegScriptKind;

typedef struct {
	SegScriptKind kind;
	guint         line;    /* of the text, from 1 */
	SegEvent      event;   /* SEG_SCRIPT_EVENT; SEG_SCRIPT_SIZE: x, y are columns and rows */
	double        seconds; /* SEG_SCRIPT_PAUSE */
	char         *text;    /* SEG_SCRIPT_EXPECT */
} SegScriptStep;

/** The steps of @text: GPtrArray of SegScriptStep*, owned. SEG_ERROR_DATA names the line and what is wrong in it; nothing of a text with a
 * mistake is returned. @name: of the file, for the message. */
GPtrArray *seg_script_parse (const char *text, const char *name, GError **error);

/** @key as it stands behind "keys". Free with g_free(). */
char *seg_script_key (int key);
/** The line for a click, a double click or a turn of the wheel; NULL for other events. Free with g_free(). */
char *seg_script_mouse (const SegEvent *event);

#endif
