/* What kinds of events are about, by the words of their names. */
#ifndef SEGSCOPE_EVENT_KIND_H
#define SEGSCOPE_EVENT_KIND_H

#include <glib.h>

G_BEGIN_DECLS

#define SEG_ABOUT_LEARNING  (1u << 0) /* work on an item: play, read, lesson started, 播放 */
#define SEG_ABOUT_FINISHING (1u << 1) /* the item is finished: complete, passed, 学完 */
#define SEG_ABOUT_SEARCHING (1u << 2)
#define SEG_ABOUT_SALE      (1u << 3) /* something sold, whatever became of it: purchase, given back, refunded */
#define SEG_ABOUT_RETURN    (1u << 4) /* an entry that takes money off: refund, cancellation */
#define SEG_ABOUT_RETURNED  (1u << 5) /* an order that its state says was given back */

/** Bits of SEG_ABOUT_... @kind: its name, valid UTF-8. */
guint32 seg_event_kind_about (const char *kind);

G_END_DECLS

#endif
