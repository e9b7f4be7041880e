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

/// Opens the screen on standard output and input. NULL when terminfo does not know the terminal;
/// `initscr` would end the process instead.
SCREEN *ink_open_screen(void);

/// The window that covers the screen; the global itself counts as shared mutable state in Swift 6.
static inline WINDOW *ink_window(void) { return stdscr; }

/// A string capability of the terminal, or NULL when it has none (terminfo also answers with -1).
const char *ink_capability(const char *name);

/// A string capability with one or two numbers filled in, or NULL when the terminal has none. Valid until the next call.
const char *ink_filled(const char *name, int first, int second);

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
