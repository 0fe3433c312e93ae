/* What to do next is a key on the screens, and an option or command elsewhere: messages say which by where the person is. */
#ifndef SEGSCOPE_HINT_H
#define SEGSCOPE_HINT_H

#include <glib.h>

G_BEGIN_DECLS

/** @command or @screen, both translated; where they are formats, of the same arguments. Any thread. */
const char *seg_hint (const char *command, const char *screen) G_GNUC_FORMAT (1) G_GNUC_FORMAT (2);
/** From now on the person sits in front of the screens. */
void        seg_hint_for_screens (void);

G_END_DECLS

#endif
