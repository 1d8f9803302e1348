"""Gradio's own theme, reduced to system fonts: nothing is fetched from a font service."""

from __future__ import annotations

from typing import Any


def theme() -> Any:
    """A plain theme; the look of the page is in static/page.css."""
    import gradio as gr

    return gr.themes.Base(
        font=["system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
        spacing_size=gr.themes.sizes.spacing_sm,
        radius_size=gr.themes.sizes.radius_none,
    )
