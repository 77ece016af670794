"""Draws a textured mesh with OpenGL into an image.

It draws into an offscreen buffer, not into an OpenGL widget: such a widget would make the whole window be composed
by OpenGL, and axes and heads could not be painted over it with QPainter.
"""

from __future__ import annotations

import re
from functools import cache
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import (
    QImage,
    QMatrix4x4,
    QOffscreenSurface,
    QOpenGLContext,
    QOpenGLFunctions,
    QSurfaceFormat,
    QVector3D,
)
from PySide6.QtOpenGL import (
    QOpenGLBuffer,
    QOpenGLFramebufferObject,
    QOpenGLFramebufferObjectFormat,
    QOpenGLShader,
    QOpenGLShaderProgram,
    QOpenGLTexture,
)
from shiboken6 import VoidPtr

from playground.arrays import Floats

SOFTWARE = re.compile(r"llvmpipe|softpipe|swrast|swiftshader|software|basic render", re.IGNORECASE)
"""Names of software renderers, which draw without anti-aliasing to stay fast."""
SAMPLES, ANISOTROPY = 4, 8
RENDERER = 0x1F01
FLOAT, TRIANGLES, DEPTH_TEST, TEXTURE_2D = 0x1406, 0x0004, 0x0B71, 0x0DE1
COLOR_AND_DEPTH = 0x4000 | 0x0100
PLACE, NORMAL, SPOT = 0, 1, 2
"""Indices of the vertex attributes: position, normal, texture coordinates."""
SIZES = (3, 3, 2)

VERTEX = """
attribute highp vec3 place;
attribute highp vec3 normal;
attribute highp vec2 spot;
uniform highp mat4 matrix;
varying highp vec3 facing;
varying highp vec2 at;
void main() {
    facing = normal;
    at = spot;
    gl_Position = matrix * vec4(place, 1.0);
}
"""
FRAGMENT = """
uniform sampler2D picture;
uniform highp vec3 lamp;
varying highp vec3 facing;
varying highp vec2 at;
void main() {
    highp float lit = 0.68 + 0.38 * max(dot(normalize(facing), lamp), 0.0);
    gl_FragColor = vec4(texture2D(picture, at).rgb * lit, 1.0);
}
"""


class NoOpenGL(RuntimeError):
    """OpenGL is missing, or lacks what is needed."""


@cache
def available() -> bool:
    """Return whether OpenGL can be used; tried once."""
    try:
        ReliefGL().close()
    except NoOpenGL:
        return False
    return True


class ReliefGL:
    """An OpenGL renderer for one mesh and one texture; use it from one thread only."""

    def __init__(self) -> None:
        """Set up the renderer.

        Raises:
            NoOpenGL: If OpenGL cannot be used here.
        """
        wish = QSurfaceFormat()
        wish.setDepthBufferSize(24)
        self._context = QOpenGLContext()
        self._context.setFormat(wish)
        if not self._context.create():
            raise NoOpenGL("OpenGL is not available on this screen.")
        self._surface = QOffscreenSurface()
        self._surface.setFormat(self._context.format())
        self._surface.create()
        name = self._enter().glGetString(RENDERER)
        self._software = SOFTWARE.search(name or "") is not None
        self._program = QOpenGLShaderProgram()
        kind = QOpenGLShader.ShaderTypeBit
        made = self._program.addShaderFromSourceCode(kind.Vertex, VERTEX)
        made = made and self._program.addShaderFromSourceCode(kind.Fragment, FRAGMENT)
        for number, name in ((PLACE, "place"), (NORMAL, "normal"), (SPOT, "spot")):
            self._program.bindAttributeLocation(name, number)
        if not made or not self._program.link():
            raise NoOpenGL(f"OpenGL rejected the shader program: {self._program.log()}")
        self._corners = QOpenGLBuffer(QOpenGLBuffer.Type.VertexBuffer)
        self._corners.create()
        self._count = 0
        self._texture: QOpenGLTexture | None = None
        self._target: QOpenGLFramebufferObject | None = None
        self._context.doneCurrent()

    def _enter(self) -> QOpenGLFunctions:
        if not self._context.makeCurrent(self._surface):
            raise NoOpenGL("OpenGL cannot draw offscreen here.")
        return self._context.functions()

    def set_mesh(self, corners: NDArray[np.float32]) -> None:
        """Set the triangles: positions, normals and texture coordinates of their corners, ``(3 * n, 8)``."""
        self._enter()
        data = np.ascontiguousarray(corners, np.float32)
        self._corners.bind()
        self._corners.allocate(data.tobytes(), data.nbytes)
        self._corners.release()
        self._count = len(data)
        self._context.doneCurrent()

    def set_picture(self, picture: QImage) -> None:
        """Set the texture; its first row has the second texture coordinate 0."""
        self._enter()
        size = picture.size()
        texture = self._texture
        if texture is None or (texture.width(), texture.height()) != (size.width(), size.height()):
            if texture is not None:
                texture.destroy()
            self._texture = texture = QOpenGLTexture(QOpenGLTexture.Target.Target2D)
            texture.setFormat(QOpenGLTexture.TextureFormat.RGBA8_UNorm)
            texture.setSize(size.width(), size.height())
            texture.setMipLevels(texture.maximumMipLevels())
            texture.allocateStorage(QOpenGLTexture.PixelFormat.RGBA, QOpenGLTexture.PixelType.UInt8)
            texture.setMinMagFilters(QOpenGLTexture.Filter.LinearMipMapLinear, QOpenGLTexture.Filter.Linear)
            texture.setMaximumAnisotropy(1 if self._software else ANISOTROPY)
            texture.setWrapMode(QOpenGLTexture.WrapMode.ClampToEdge)
        pixels = picture.convertToFormat(QImage.Format.Format_RGBA8888)
        memory = cast("int", VoidPtr(cast("int", pixels.constBits())))  # Qt takes an address
        texture.setData(QOpenGLTexture.PixelFormat.RGBA, QOpenGLTexture.PixelType.UInt8, memory)
        texture.generateMipMaps()
        self._context.doneCurrent()

    def image(self, width: int, height: int, matrix: Floats, lamp: Floats) -> QImage:
        """Render the mesh on a transparent background.

        Args:
            width: Width in pixels.
            height: Height in pixels.
            matrix: From positions to clip coordinates, ``(4, 4)``.
            lamp: Unit vector towards the light, ``(3,)``.
        """
        functions = self._enter()
        target = self._fitting(width, height)
        target.bind()
        functions.glViewport(0, 0, width, height)
        functions.glEnable(DEPTH_TEST)
        functions.glClearColor(0, 0, 0, 0)
        functions.glClear(COLOR_AND_DEPTH)
        if self._count and self._texture is not None:
            self._draw(functions, matrix, lamp)
        target.release()
        made = target.toImage()
        self._context.doneCurrent()
        return made

    def _draw(self, functions: QOpenGLFunctions, matrix: Floats, lamp: Floats) -> None:
        program = self._program
        program.bind()
        assert self._texture is not None
        self._texture.bind(0)
        program.setUniformValue(program.uniformLocation("matrix"), QMatrix4x4(*matrix.ravel().tolist()))
        program.setUniformValue(program.uniformLocation("lamp"), QVector3D(*lamp.tolist()))
        self._corners.bind()
        offset = 0
        for number, size in zip((PLACE, NORMAL, SPOT), SIZES, strict=True):
            program.enableAttributeArray(number)
            program.setAttributeBuffer(number, FLOAT, 4 * offset, size, 4 * sum(SIZES))
            offset += size
        functions.glDrawArrays(TRIANGLES, 0, self._count)
        self._corners.release()
        program.release()

    def _fitting(self, width: int, height: int) -> QOpenGLFramebufferObject:
        target = self._target
        if target is None or (target.width(), target.height()) != (width, height):
            wish = QOpenGLFramebufferObjectFormat()
            wish.setAttachment(QOpenGLFramebufferObject.Attachment.CombinedDepthStencil)
            wish.setSamples(0 if self._software else SAMPLES)
            self._target = target = QOpenGLFramebufferObject(width, height, wish)
        return target

    def close(self) -> None:
        """Release all OpenGL resources."""
        self._enter()
        if self._texture is not None:
            self._texture.destroy()
        self._corners.destroy()
        self._target = self._texture = None
        self._program.removeAllShaders()
        self._context.doneCurrent()
        self._surface.destroy()
