"""`GET /v1/models`: Credence as the one model that an OpenAI client can choose."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from ui.api.problems import NotFound
from ui.api.route import made_router
from ui.api.service import Service

NAME = "credence"


class Model(BaseModel):
    """A model as OpenAI's API lists it; `created` is when the program's format was laid down."""

    id: str = NAME
    object: Literal["model"] = "model"
    created: int = 1_795_305_600
    owned_by: str = NAME


class ModelList(BaseModel):
    """All models."""

    object: Literal["list"] = "list"
    data: list[Model]


def router(_service: Service) -> APIRouter:
    """The routes of the models."""
    made = made_router("openai", 404, 422)

    @made.get("/v1/models", summary="List the models: Credence")
    def models() -> ModelList:
        return ModelList(data=[Model()])

    @made.get("/v1/models/{model}", summary="Look up a model")
    def model(model: str) -> Model:
        check_model(model)
        return Model()

    return made


def check_model(name: str) -> None:
    """Refuse every other model.

    Raises:
        NotFound: the name is not ours.
    """
    if name != NAME:
        raise NotFound("There is no such model here.", f"The model is “{NAME}”.", code="model_not_found")
