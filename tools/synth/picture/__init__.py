"""Drawing: camera, triangles, clothes, room and light; numpy and OpenCV only, no graphics card."""
