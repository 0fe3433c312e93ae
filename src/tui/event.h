/* What a person does at the terminal, free of curses. */
#ifndef SEG_EVENT_H
#define SEG_EVENT_H

#include <glib.h>

/* A key is its Unicode character (Enter is '\n', Esc 27, Tab '\t', Ctrl-C 3), or one of these. */
typedef enum {
	SEG_KEY_NONE = 0,
	SEG_KEY_ENTER = '\n',
	SEG_KEY_TAB = '\t',
	SEG_KEY_ESCAPE = 27,
	SEG_KEY_BACKSPACE = 127,
	SEG_KEY_UP = 0x110000, SEG_KEY_DOWN, SEG_KEY_LEFT, SEG_KEY_RIGHT,
	SEG_KEY_PAGE_UP, SEG_KEY_PAGE_DOWN, SEG_KEY_HOME, SEG_KEY_END,
	SEG_KEY_DELETE, SEG_KEY_BACK_TAB
} SegKey;

#define SEG_CTRL(letter) ((letter) & 0x1f)

/** "Enter", "Ctrl-C", "↑", "space", "n". Free with g_free(). */
char *seg_key_name (int key);

typedef enum {
	SEG_EVENT_KEY,
	SEG_EVENT_CLICK,        /* once: select */
	SEG_EVENT_DOUBLE_CLICK, /* open */
	SEG_EVENT_WHEEL,        /* amount: -1 up, 1 down */
	SEG_EVENT_DRAG,         /* moved with the button held, after a click; only for views that drag */
	SEG_EVENT_RELEASE,      /* the button is let go */
	SEG_EVENT_RESIZE
} SegEventKind;

typedef struct {
	SegEventKind kind;
	int key;          /* SEG_EVENT_KEY */
	int x, y, amount; /* mouse */
} SegEvent;

#endif
