"""The one style sheet, built from the tokens."""

from __future__ import annotations

from dataclasses import asdict
from string import Template

from ganstudio.core.paths import resources
from ganstudio.gui.theme.sizes import size
from ganstudio.gui.theme.tokens import Tokens

# What a widget is, it says by the dynamic property "kind" (see `widgets.kinds`).
_SHEET = Template(
    """
QWidget { color: $text; }
QMainWindow, QDialog { background: $window; }
QMainWindow::separator { background: $line; width: 1px; height: 1px; }
QToolTip { background: $raised; color: $text; border: 1px solid $line;
  padding: ${s4}px ${s8}px; }

*[kind="panel"] { background: $panel; }
*[kind="rail"] { background: $panel; border-right: 1px solid $line; }
*[kind="status"] { background: $panel; border-top: 1px solid $line; }
*[kind="card"] { background: $panel; border: 1px solid $line;
  border-radius: ${radius}px; }
*[kind="card"]:hover { border-color: $muted; }
*[kind="card"][chosen="true"] { border: 1px solid $accent; background: $raised; }
*[kind="card"][beside="true"] { border: 1px dashed $accent; }
*[kind="card"]:focus { border: 2px solid $accent; }
*[kind="image"] { background: $image; }
*[kind="banner"] { background: $raised; border: 1px solid $line;
  border-radius: ${radius}px; }
*[kind="strip"] { background: $raised; border-bottom: 1px solid $line; }
*[kind="drop"] { border: 2px dashed $line; border-radius: ${radius2}px; }
*[kind="drop"][hot="true"] { border-color: $accent; background: $raised; }

QLabel[kind="heading"] { font-size: ${heading}px; font-weight: 600; }
QLabel[kind="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[kind="section"] { font-size: ${caption}px; font-weight: 600; color: $muted; }
QLabel[kind="caption"] { font-size: ${caption}px; color: $muted; }
QLabel[kind="muted"] { color: $muted; }
QLabel[kind="good"] { color: $good_text; }
QLabel[kind="warning"] { color: $warning_text; }
QLabel[kind="bad"] { color: $bad_text; }
QLabel[changed="true"] { font-weight: 600; }
QLabel[kind="key"] { font-size: ${caption}px; color: $muted; background: $raised;
  border: 1px solid $line; border-radius: ${s4}px; padding: 0 ${s4}px; }

QPushButton { background: $raised; border: 1px solid $line; border-radius: ${radius}px;
  padding: ${s5}px ${s12}px; min-height: ${s18}px; }
QPushButton:hover { border-color: $muted; }
QPushButton:pressed, QPushButton:checked { background: $line; }
QPushButton:focus { border: 1px solid $accent; outline: none; }
QPushButton:disabled { color: $faded; background: $panel; }
QPushButton[kind="main"] { background: $accent; color: $on_accent; font-weight: 600;
  border: 1px solid $accent; }
QPushButton[kind="main"]:hover { background: $accent_hover; }
QPushButton[kind="main"]:pressed { background: $accent_down; }
QPushButton[kind="main"]:focus { border: 2px solid $text; }
QPushButton[kind="main"]:disabled { background: $raised; color: $faded;
  border: 1px solid $line; }
QPushButton[kind="chip"] { padding: ${s2}px ${s6}px; }
QPushButton[kind="chip"]:checked { background: $accent; color: $on_accent;
  border: 1px solid $accent; }
QPushButton[kind="chip"]:focus { border: 2px solid $text; }
QPushButton[kind="danger"] { color: $bad_text; }
QPushButton[kind="link"] { background: transparent; border: 1px solid transparent;
  color: $accent_text; padding: ${s2}px ${s4}px; text-align: left; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:focus { border: 1px solid $accent; }

QToolButton { background: transparent; border: 1px solid transparent;
  border-radius: ${radius}px; padding: ${s4}px; }
QToolButton:hover { background: $raised; }
QToolButton:pressed, QToolButton:checked { background: $raised; }
QToolButton:focus { border: 1px solid $accent; }
QToolButton:disabled { color: $faded; }
QPushButton[flush="true"], QToolButton[flush="true"] { padding-left: 0;
  border-left: none; border-top-left-radius: 0; border-bottom-left-radius: 0; }
QToolButton[kind="rail"] { font-size: ${caption}px; padding: ${s6}px 0;
  border-left: 3px solid transparent; border-radius: 0; }
QToolButton[kind="rail"]:checked { background: $raised; border-left: 3px solid $accent;
  color: $accent_text; }
QToolButton[kind="tiny"] { padding: 0; }
QToolButton[kind="slot"] { background: $raised; border: 1px solid $line;
  padding: ${s2}px; }
QToolButton[kind="slot"]:hover { border-color: $muted; }
QToolButton[kind="slot"]:focus { border: 1px solid $accent; }
QToolButton[kind="chip"] { border: 1px solid $line; padding: ${s2}px ${s6}px;
  font-size: ${caption}px; color: $muted; }
QToolButton[kind="chip"]:checked { background: $raised; color: $text;
  border-color: $muted; }
QToolButton[kind="chip"]:focus { border: 1px solid $accent; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox {
  background: $field; border: 1px solid $line; border-radius: ${radius}px;
  padding: ${s3}px ${s6}px; min-height: ${s18}px;
  selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus,
QDoubleSpinBox:focus, QComboBox:focus { border: 1px solid $accent; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled {
  color: $faded; background: $panel; }
*[wrong="true"] { border: 1px solid $bad; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button,
QDoubleSpinBox::down-button { width: 0; border: none; }
QComboBox::drop-down { border: none; width: ${s18}px; }
QComboBox::down-arrow { image: none; border-left: ${s4}px solid $field;
  border-right: ${s4}px solid $field; border-top: ${s5}px solid $muted;
  width: 0; height: 0; }
QComboBox QAbstractItemView { background: $panel; border: 1px solid $line;
  selection-background-color: $accent; selection-color: $on_accent; outline: none; }

QCheckBox, QRadioButton { spacing: ${s8}px; }
QCheckBox:focus, QRadioButton:focus { color: $accent_text; }
QCheckBox::indicator, QRadioButton::indicator { width: ${s14}px; height: ${s14}px;
  border: 1px solid $muted; background: $field; }
QCheckBox::indicator { border-radius: ${s3}px; }
QRadioButton::indicator { border-radius: ${s8}px; }
QCheckBox::indicator:hover, QCheckBox::indicator:focus, QRadioButton::indicator:hover,
QRadioButton::indicator:focus { border-color: $accent; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent;
  image: url($check); }
QRadioButton::indicator:checked { background: $on_accent; border: 4px solid $accent; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {
  border-color: $faded; background: $panel; }
QCheckBox:disabled, QRadioButton:disabled { color: $faded; }

QSlider { min-height: ${s18}px; }
QSlider::groove:horizontal { height: ${s4}px; border-radius: ${s2}px;
  background: $line; }
QSlider::sub-page:horizontal { height: ${s4}px; border-radius: ${s2}px;
  background: $accent; }
QSlider::handle:horizontal { width: ${s14}px; height: ${s14}px; margin: -${s5}px 0;
  border-radius: ${s7}px; background: $text; border: 1px solid $line; }
QSlider::handle:horizontal:hover { background: $accent; }
QSlider::handle:horizontal:focus { border: 2px solid $accent; }
QSlider::sub-page:horizontal:disabled, QSlider::handle:horizontal:disabled {
  background: $muted; }

QProgressBar { background: $line; border: none; border-radius: ${s3}px;
  height: ${s6}px; max-height: ${s6}px; text-align: center; }
QProgressBar::chunk { background: $accent; border-radius: ${s3}px; }

QMenuBar { background: $panel; border-bottom: 1px solid $line; }
QMenuBar::item { padding: ${s5}px ${s8}px; background: transparent; }
QMenuBar::item:selected { background: $raised; }
QMenu { background: $panel; border: 1px solid $line; padding: ${s4}px; }
QMenu::item { padding: ${s5}px ${s24}px ${s5}px ${s24}px; border-radius: ${s4}px; }
QMenu::item:selected { background: $accent; color: $on_accent; }
QMenu::item:disabled { color: $faded; }
QMenu::separator { height: 1px; background: $line; margin: ${s4}px ${s8}px; }
QMenu::icon { padding-left: ${s6}px; }

QListView, QTreeView, QTableView { background: $panel; border: none; outline: none;
  alternate-background-color: $raised; }
QListView::item, QTreeView::item { padding: ${s4}px; border-radius: ${s4}px; }
QListView::item:hover, QTreeView::item:hover { background: $raised; }
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected {
  background: $accent; color: $on_accent; }
QListView:focus, QTreeView:focus, QTableView:focus { border: 1px solid $accent; }
QListView[kind="cards"] { background: transparent; border: none; }
QListView[kind="cards"]:focus { border: none; }
QHeaderView::section { background: $panel; color: $muted; border: none;
  border-bottom: 1px solid $line; padding: ${s4}px ${s8}px; }

QScrollArea { border: none; background: transparent; }
QScrollArea:focus { border: 1px solid $accent; }
QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: ${s10}px; }
QScrollBar:horizontal { height: ${s10}px; }
QScrollBar::handle { background: $line; border-radius: ${s4}px; margin: 1px; }
QScrollBar::handle:vertical { min-height: ${s24}px; }
QScrollBar::handle:horizontal { min-width: ${s24}px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabBar::tab { padding: ${s6}px ${s12}px; color: $muted; background: transparent;
  border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
QTabBar::tab:hover { color: $text; }
QTabBar:focus { outline: none; }
QTabBar::tab:focus { color: $accent_text; }

QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:hover { background: $accent; }
QGroupBox { border: 1px solid $line; border-radius: ${radius}px;
  margin-top: ${s12}px; padding-top: ${s8}px; }
QGroupBox::title { subcontrol-origin: margin; left: ${s8}px; color: $muted; }
QFrame[kind="rule"] { background: $line; max-height: 1px; min-height: 1px;
  border: none; }
"""
)
_LENGTHS = (2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 18, 24)


def style_sheet(tokens: Tokens) -> str:
    """Write the sheet in these colours, at the size of the application's font."""
    colours = asdict(tokens)
    return _SHEET.substitute(
        colours,
        **{f"s{units}": str(size(units)) for units in _LENGTHS},
        radius=str(size(6)),
        radius2=str(size(12)),
        caption=str(size(11)),
        heading=str(size(15)),
        title=str(size(20)),
        field=tokens.window if tokens.name == "dark" else tokens.panel,
        # A style sheet's paths have forward slashes on every system.
        check=f'"{(resources() / "icons" / "check.svg").as_posix()}"',
    )
