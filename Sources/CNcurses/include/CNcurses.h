/// ncurses as Swift can see it. Macros and variadic functions of curses.h do not import; what the viewer needs
/// of them stands here as inline functions prefixed `ink_`.
#ifndef INKLING_CNCURSES_H
#define INKLING_CNCURSES_H

#ifndef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#endif
#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif
#include <curses.h>
#include <term.h>

#endif
