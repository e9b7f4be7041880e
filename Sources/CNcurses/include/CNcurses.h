/// ncurses as Swift can see it. Macros and variadic functions of curses.h do not import; what the viewer needs
/// of them stands here as functions prefixed `ink_`, together with the only code that may run inside a signal
/// handler.
#ifndef INKLING_CNCURSES_H
#define INKLING_CNCURSES_H

#ifndef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#endif
#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif
#include <curses.h>
#include <stddef.h>
#include <stdint.h>
#include <term.h>

// MARK: Screen

/// Bits of the style argument of `ink_put`.
enum { ink_style_bold = 1, ink_style_reverse = 2, ink_style_underline = 4 };

/// Opens the screen on standard output and input. NULL when terminfo does not know the terminal;
/// `initscr` would end the process instead.
SCREEN *ink_open_screen(void);

/// The window that covers the screen; the global itself counts as shared mutable state in Swift 6.
static inline WINDOW *ink_window(void) { return stdscr; }

/// Puts one character with a style and a colour pair (the extended kind, so above 32 767 too).
int ink_put(int row, int column, uint32_t scalar, int style, int pair);

/// A string capability of the terminal, or NULL when it has none (terminfo also answers with -1).
const char *ink_capability(const char *name);

/// What sets a foreground colour on the terminal, or NULL when it has no colours.
const char *ink_foreground(int colour);

/// Colour pair for a foreground and background; -1 is the terminal's own colour.
static inline int ink_pair(int foreground, int background) { return alloc_pair(foreground, background); }

/// Number of colours and pairs after `start_color`; both globals of ncurses.
static inline int ink_colours(void) { return COLORS; }
static inline int ink_pairs(void) { return COLOR_PAIRS; }

/// Size of the screen as ncurses knows it now.
static inline int ink_rows(void) { return getmaxy(stdscr); }
static inline int ink_columns(void) { return getmaxx(stdscr); }

// MARK: Signals

/// Creates the pipe that signals write to; returns the end to read from, or -1.
int ink_signal_pipe(void);

/// Lets `signal_number` write its number into the pipe, and do nothing else.
int ink_notify_on(int signal_number);

/// Lets the signals through that the viewer lives by; a parent may have left them blocked.
void ink_unblock_signals(void);

/// Remembers how the terminal is set now and the bytes that bring its screen back, and puts handlers on the
/// fatal signals that use both. At most 512 bytes are kept.
void ink_guard_terminal(int descriptor, const char *restore, size_t length);

/// Stops the program the way Ctrl-Z does, and returns when it is continued. A program that no shell could
/// continue is not stopped.
void ink_stop_here(void);

/// Puts the default action back on the fatal signals.
void ink_unguard_terminal(void);

#endif
