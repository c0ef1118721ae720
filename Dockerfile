# One image for the web process and the worker.
FROM python:3.11-slim AS build
WORKDIR /entendu
COPY requirements/runtime.txt requirements/runtime.txt
RUN python -m venv .venv && .venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements/runtime.txt
COPY . .
RUN .venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation --no-index --editable .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /entendu entendu
COPY --from=build /entendu /entendu
RUN mkdir -p /entendu/var && chown entendu /entendu/var
WORKDIR /entendu
ENV PATH=/entendu/.venv/bin:$PATH PYTHONUNBUFFERED=1
USER entendu
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["entendu", "serve", "--host", "0.0.0.0", "--port", "8000", "--workers", "2"]
